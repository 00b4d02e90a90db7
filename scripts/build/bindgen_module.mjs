// The ES module that wasm-bindgen makes for a wasm file, cut down to what ours need of it.

import { Failure } from '../failure.mjs';

/** Where the ways to load a wasm file begin, which go on to the module's end. */
const LOADING = 'let wasmModule, wasmInstance, wasm;';

/** What stands there instead: our files are loaded and compiled by `www/frame/wasm.ts`. */
const loading = (exports) => `let wasm;
export default async function init(module) {
  const instance = await WebAssembly.instantiate(module, __wbg_get_imports());
  wasm = ${exports};
  wasm.__wbindgen_start();
}
`;

/** The name under which a wasm file imports what the module has for it, long and as the optimiser shortens it. */
const IMPORTS = [/"\.\/\w+_bg\.js"(?=: import0)/, '"a"'];

/**
 * Cuts a module down, and gives its functions the names that the optimiser gave them in the wasm file.
 *
 * @param text the module's
 * @param names the optimiser's: `imports` is a list of `[module, long, short]`, `exports` of `[long, short]`
 * @param watch the path of `watched_exports.ts` as seen from the module, if that is to wrap its exports
 */
export function cutDown(text, { imports, exports }, watch) {
  let cut = text;
  const rename = (long, short) => {
    if (!long.test(cut)) throw new Failure(`wasm-bindgen's module has no ${long}; see scripts/build/bindgen_module.mjs.`);
    cut = cut.replace(long, () => short);
  };
  const end = text.indexOf(LOADING);
  if (end < 0) throw new Failure(`wasm-bindgen's module has no "${LOADING}"; see scripts/build/bindgen_module.mjs.`);
  cut = text.slice(0, end) + loading(watch ? 'watched(instance.exports)' : 'instance.exports');
  rename(...IMPORTS);
  for (const [, long, short] of imports) rename(new RegExp(`^ +${long}(?=:)`, 'm'), short);
  // Some exports are for other modules than this one.
  for (const [long, short] of exports) cut = cut.replace(new RegExp(`\\bwasm\\.${long}\\b`, 'g'), () => `wasm.${short}`);
  return watch ? `import { watched } from ${JSON.stringify(watch)};\n${cut}` : cut;
}
