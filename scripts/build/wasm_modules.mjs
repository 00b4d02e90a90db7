// Rust to WebAssembly, the module that loads it, and the optimiser's pass over it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { output, run } from '../command.mjs';
import { Failure, say } from '../failure.mjs';
import { CACHE, inRoot, ROOT } from '../paths.mjs';
import { WASM_TARGET } from '../setup/rust.mjs';
import { fingerprint, isStamped, stamp } from '../stamp.mjs';
import { cutDown } from './bindgen_module.mjs';

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
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: '-Zlocation-detail=none -Zfmt-debug=none -Cllvm-args=-inline-threshold=8',
};

/**
 * The level is the one that compresses best, and so does the order: functions of similar names do similar
 * things. Names of imports and exports are shortened, and the new ones printed. The lowest kilobyte is the last of the
 * stack. The features are those rustc compiles for by default.
 */
const WASM_OPT_ARGS = [
  '-Os', '--low-memory-unused', '--reorder-functions-by-name', '--strip-debug', '--strip-producers', '--strip-target-features',
  '--minify-imports-and-exports-and-modules',
  '--enable-bulk-memory', '--enable-mutable-globals', '--enable-nontrapping-float-to-int', '--enable-sign-ext',
  '--enable-reference-types', '--enable-multivalue',
];

/** What this depends on besides the tools. */
const SOURCES = [new URL(import.meta.url), new URL('bindgen_module.mjs', import.meta.url)];

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
  const optimiser = readFileSync(inRoot('node_modules', 'binaryen', 'package.json'));
  const bindgen = output('wasm-bindgen', ['--version']) ?? '';

  const [module, optimised, stampFile] = [modulePath(name, folder), join(folder, 'optimised.wasm'), join(folder, 'stamp')];
  const print = fingerprint(readFileSync(compiled), bindgen, optimiser, ...SOURCES.map((file) => readFileSync(file)));
  if (!isStamped(stampFile, print)) {
    say('Generating its module and optimising it');
    await run('wasm-bindgen', [...BINDGEN_ARGS, '--out-name', name, '--out-dir', folder, compiled]);
    const names = optimise(join(folder, `${name}_bg.wasm`), optimised);
    const watch = name === WATCHED && relative(folder, inRoot('www', 'frame', 'watched_exports.ts'));
    writeFileSync(module, cutDown(readFileSync(module, 'utf8'), names, watch));
    stamp(stampFile, print);
  }
  return { wasm: readFileSync(optimised), module };
}

/** Optimises a wasm file. Answers the short names that its imports and exports have in the optimised one. */
function optimise(wasm, optimised) {
  const wasmOpt = inRoot('node_modules', 'binaryen', 'bin', 'wasm-opt');
  const args = [wasmOpt, ...WASM_OPT_ARGS, wasm, '-o', optimised];
  const names = output(process.execPath, args);
  if (names === null) throw new Failure(`The optimiser failed: node ${args.join(' ')}`);
  return JSON.parse(names);
}

function targetFolder() {
  return resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
}
