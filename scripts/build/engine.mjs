// The engine: Rust to WebAssembly, the module that loads it, and the optimiser's pass over it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { output, run } from '../command.mjs';
import { say } from '../failure.mjs';
import { CACHE, inRoot, ROOT } from '../paths.mjs';
import { WASM_TARGET } from '../setup/rust.mjs';
import { fingerprint, isStamped, stamp } from '../stamp.mjs';

const FOLDER = join(CACHE, 'engine');

/** The ES module that instantiates the engine; it finds the wasm file beside itself by `import.meta.url`. */
export const ENGINE_MODULE = join(FOLDER, 'engine.js');

const ENGINE_WASM_NAME = 'engine_bg.wasm';

const OPTIMISED_WASM = join(FOLDER, 'optimised.wasm');

const BINDGEN_ARGS = ['--target', 'web', '--no-typescript', '--remove-producers-section', '--out-name', 'engine', '--out-dir', FOLDER];

/**
 * It is compiled as a cdylib alone: together with the rlib that its tests link, cargo leaves the profile's link-time
 * optimisation out, which saves an eighth. The standard library is compiled anew, for size, and a panic traps at
 * once: formatting its message would take a seventh of the whole. Stable Rust does so when asked to be its own bootstrap compiler.
 */
const CARGO_ARGS = ['-Zpanic-immediate-abort', '-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'];
const CARGO_ENV = {
  RUSTC_BOOTSTRAP: '1',
  CARGO_PROFILE_WIDGET_PANIC: 'immediate-abort',
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: '-Zlocation-detail=none -Zfmt-debug=none',
};

/**
 * The level is the one that compresses best, and so does the order: functions of similar names do similar
 * things. The features are those rustc compiles for by default.
 */
const WASM_OPT_ARGS = [
  '-Os', '--reorder-functions-by-name', '--strip-debug', '--strip-producers', '--strip-target-features',
  '--enable-bulk-memory', '--enable-mutable-globals', '--enable-nontrapping-float-to-int', '--enable-sign-ext',
  '--enable-reference-types', '--enable-multivalue',
];

/** Builds the engine as far as it is not up to date. Answers the wasm file's bytes. */
export async function buildEngine() {
  say('Compiling the engine to WebAssembly');
  const target = ['-p', 'tillkit', '--lib', '--crate-type', 'cdylib', '--target', WASM_TARGET, '--profile', 'widget', '--locked'];
  await run('cargo', ['rustc', ...target, ...CARGO_ARGS], { env: CARGO_ENV });
  const compiled = join(targetFolder(), WASM_TARGET, 'widget', 'tillkit.wasm');
  const wasmOpt = inRoot('node_modules', 'binaryen', 'bin', 'wasm-opt');
  const optimiser = readFileSync(inRoot('node_modules', 'binaryen', 'package.json'));
  const bindgen = output('wasm-bindgen', ['--version']) ?? '';

  const stampFile = join(FOLDER, 'stamp');
  const print = fingerprint(readFileSync(compiled), bindgen, optimiser, readFileSync(new URL(import.meta.url)));
  if (!isStamped(stampFile, print)) {
    say('Generating its module and optimising it');
    await run('wasm-bindgen', [...BINDGEN_ARGS, compiled]);
    await run(process.execPath, [wasmOpt, ...WASM_OPT_ARGS, join(FOLDER, ENGINE_WASM_NAME), '-o', OPTIMISED_WASM]);
    numberNames();
    stamp(stampFile, print);
  }
  return readFileSync(OPTIMISED_WASM);
}

/**
 * Module and wasm file know each other's functions by names that end in a hash, which does not compress.
 * A number of the same length does.
 */
function numberNames() {
  const [module, wasm] = [ENGINE_MODULE, OPTIMISED_WASM].map((path) => readFileSync(path, 'latin1'));
  const hashes = new Set([...module.matchAll(/(?<=_)[0-9a-f]{16}(?![0-9a-z])/g)].map(([hash]) => hash));
  const numbers = new Map([...hashes].map((hash, index) => [hash, String(index).padStart(hash.length, '0')]));
  const numbered = (content) => content.replace(/(?<=_)[0-9a-f]{16}(?![0-9a-z])/g, (hash) => numbers.get(hash) ?? hash);
  writeFileSync(ENGINE_MODULE, numbered(module), 'latin1');
  writeFileSync(OPTIMISED_WASM, numbered(wasm), 'latin1');
}

function targetFolder() {
  return resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
}
