// Rust to WebAssembly, the module that loads it, and the optimiser's pass over it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { output, run } from '../command.mjs';
import { say } from '../failure.mjs';
import { CACHE, inRoot, ROOT } from '../paths.mjs';
import { WASM_TARGET } from '../setup/rust.mjs';
import { fingerprint, isStamped, stamp } from '../stamp.mjs';

/** The crates, by what their modules are called. They are compiled apart, so that neither changes the other's features. */
const CRATES = { engine: 'tillkit', qr: 'tillkit-qr' };

const folder = (name) => join(CACHE, name);

const modulePath = (name) => join(folder(name), `${name}.js`);

/** What our scripts import them by, and the ES modules that instantiate them. */
export const WASM_MODULES = { 'tillkit-engine': modulePath('engine'), 'tillkit-qr': modulePath('qr') };

const BINDGEN_ARGS = ['--target', 'web', '--no-typescript', '--remove-producers-section'];

/**
 * A crate is compiled as a cdylib alone: together with the rlib that its tests link, cargo leaves the profile's
 * link-time optimisation out, which saves an eighth. The standard library is compiled anew, for size, and a panic
 * traps at once: formatting its message would take a seventh of the whole. Stable Rust does so when asked to be its own bootstrap compiler.
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

/** Builds them as far as they are not up to date. Answers each wasm file's bytes, by name. */
export async function buildWasmModules() {
  const files = {};
  for (const [name, crate] of Object.entries(CRATES)) files[name] = await buildWasm(name, crate);
  return files;
}

async function buildWasm(name, crate) {
  say(`Compiling ${crate} to WebAssembly`);
  const target = ['-p', crate, '--lib', '--crate-type', 'cdylib', '--target', WASM_TARGET, '--profile', 'widget', '--locked'];
  await run('cargo', ['rustc', ...target, ...CARGO_ARGS], { env: CARGO_ENV });
  const compiled = join(targetFolder(), WASM_TARGET, 'widget', `${crate.replaceAll('-', '_')}.wasm`);
  const wasmOpt = inRoot('node_modules', 'binaryen', 'bin', 'wasm-opt');
  const optimiser = readFileSync(inRoot('node_modules', 'binaryen', 'package.json'));
  const bindgen = output('wasm-bindgen', ['--version']) ?? '';

  const optimised = join(folder(name), 'optimised.wasm');
  const stampFile = join(folder(name), 'stamp');
  const print = fingerprint(readFileSync(compiled), bindgen, optimiser, readFileSync(new URL(import.meta.url)));
  if (!isStamped(stampFile, print)) {
    say('Generating its module and optimising it');
    await run('wasm-bindgen', [...BINDGEN_ARGS, '--out-name', name, '--out-dir', folder(name), compiled]);
    await run(process.execPath, [wasmOpt, ...WASM_OPT_ARGS, join(folder(name), `${name}_bg.wasm`), '-o', optimised]);
    numberNames(modulePath(name), optimised);
    stamp(stampFile, print);
  }
  return readFileSync(optimised);
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

function targetFolder() {
  return resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
}
