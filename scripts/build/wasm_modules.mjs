// Rust to WebAssembly, the module that loads it, and the optimiser's pass over it.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { output, run } from '../command.mjs';
import { Failure, say } from '../failure.mjs';
import { CACHE, inRoot, ROOT } from '../paths.mjs';
import { WASM_TARGET } from '../setup/rust.mjs';
import { fingerprint, isStamped, stamp } from '../stamp.mjs';

/** The crates, by what their modules are called. They are compiled apart, so that neither changes the other's features. */
const CRATES = { engine: 'tillkit', qr: 'tillkit-qr' };

/** The one that a form cannot do without. */
const WATCHED = 'engine';

const folderOf = (name) => join(CACHE, name);

const modulePath = (name, folder = folderOf(name)) => join(folder, `${name}.js`);

/** What our scripts import them by, and the ES modules that instantiate them. */
export const WASM_MODULES = { 'tillkit-engine': modulePath('engine'), 'tillkit-qr': modulePath('qr') };

const BINDGEN_ARGS = ['--target', 'web', '--no-typescript', '--remove-producers-section'];

/**
 * A crate is compiled as a cdylib alone: together with the rlib that its tests link, cargo leaves the profile's
 * link-time optimisation out, which saves an eighth. The standard library is compiled anew, for size, and a panic
 * traps at once: formatting its message would take a seventh of the whole. Functions are inlined up to the size at which
 * the whole compresses best, found by trying. Stable Rust does so when asked to be its own bootstrap compiler.
 */
const CARGO_ARGS = ['-Zpanic-immediate-abort', '-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'];
const CARGO_ENV = {
  RUSTC_BOOTSTRAP: '1',
  CARGO_PROFILE_WIDGET_PANIC: 'immediate-abort',
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: '-Zlocation-detail=none -Zfmt-debug=none -Cllvm-args=-inline-threshold=12',
};

/**
 * The level is the one that compresses best, and so does the order: functions of similar names do similar
 * things. The lowest kilobyte is the last of the stack. The features are those rustc compiles for by default.
 */
const WASM_OPT_ARGS = [
  '-Os', '--low-memory-unused', '--reorder-functions-by-name', '--strip-debug', '--strip-producers', '--strip-target-features',
  '--enable-bulk-memory', '--enable-mutable-globals', '--enable-nontrapping-float-to-int', '--enable-sign-ext',
  '--enable-reference-types', '--enable-multivalue',
];

/** Builds them as far as they are not up to date. Answers each wasm file's bytes, by name. */
export async function buildWasmModules() {
  const files = {};
  for (const name of Object.keys(CRATES)) files[name] = (await buildWasm(name)).wasm;
  return files;
}

/**
 * Builds one with cargo features into a folder, as far as it is not up to date there. Answers `{wasm, module}`: the
 * wasm file's bytes, and the path of the ES module that goes with it.
 */
export async function buildWasm(name, folder = folderOf(name), features = []) {
  const crate = CRATES[name];
  say(`Compiling ${[crate, ...features].join(' with ')} to WebAssembly`);
  const target = ['-p', crate, '--lib', '--crate-type', 'cdylib', '--target', WASM_TARGET, '--profile', 'widget', '--locked', ...features.map((feature) => `--features=${feature}`)];
  await run('cargo', ['rustc', ...target, ...CARGO_ARGS], { env: CARGO_ENV });
  const compiled = join(targetFolder(), WASM_TARGET, 'widget', `${crate.replaceAll('-', '_')}.wasm`);
  const wasmOpt = inRoot('node_modules', 'binaryen', 'bin', 'wasm-opt');
  const optimiser = readFileSync(inRoot('node_modules', 'binaryen', 'package.json'));
  const bindgen = output('wasm-bindgen', ['--version']) ?? '';

  const [module, optimised, stampFile] = [modulePath(name, folder), join(folder, 'optimised.wasm'), join(folder, 'stamp')];
  const print = fingerprint(readFileSync(compiled), bindgen, optimiser, readFileSync(new URL(import.meta.url)));
  if (!isStamped(stampFile, print)) {
    say('Generating its module and optimising it');
    await run('wasm-bindgen', [...BINDGEN_ARGS, '--out-name', name, '--out-dir', folder, compiled]);
    await run(process.execPath, [wasmOpt, ...WASM_OPT_ARGS, join(folder, `${name}_bg.wasm`), '-o', optimised]);
    numberNames(module, optimised);
    if (name === WATCHED) watchExports(module);
    stamp(stampFile, print);
  }
  return { wasm: readFileSync(optimised), module };
}

/**
 * Module and wasm file know each other's functions by names that end in a hash, which does not compress.
 * A number of the same length does.
 */
function numberNames(...paths) {
  const [module, wasm] = paths.map((path) => readFileSync(path, 'latin1'));
  const hashes = new Set([...module.matchAll(/(?<=_)[0-9a-f]{16}(?![0-9a-z])/g)].map(([hash]) => hash));
  const numbers = new Map([...hashes].map((hash, index) => [hash, String(index).padStart(hash.length, '0')]));
  const numbered = (content) => content.replace(/(?<=_)[0-9a-f]{16}(?![0-9a-z])/g, (hash) => numbers.get(hash) ?? hash);
  [module, wasm].forEach((content, index) => writeFileSync(paths[index], numbered(content), 'latin1'));
}

/** Puts the watch over the instance's exports (`www/frame/watched_exports.ts`) into the module. */
function watchExports(module) {
  const taken = 'wasm = instance.exports;';
  const text = readFileSync(module, 'utf8');
  if (text.split(taken).length !== 2) throw new Failure(`wasm-bindgen's module has no single "${taken}" to watch; see scripts/build/wasm_modules.mjs.`);
  const watch = relative(dirname(module), inRoot('www', 'frame', 'watched_exports.ts'));
  writeFileSync(module, `import { watched } from ${JSON.stringify(watch)};\n${text.replace(taken, 'wasm = watched(instance.exports);')}`);
}

function targetFolder() {
  return resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
}
