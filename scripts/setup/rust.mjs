// The Rust toolchain that is there, with the target and components this repository needs.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { output, run, which } from '../command.mjs';
import { Failure, say } from '../failure.mjs';

/** The target the widget is compiled to. */
export const WASM_TARGET = 'wasm32-unknown-unknown';

const COMPONENTS = { rustfmt: 'fmt', clippy: 'clippy' };

/** The first version that the widget was built with: older ones do not know how to abort at once. */
const OLDEST_RUST = '1.95.0';

/** Checks for cargo and a linker, and adds the WebAssembly target and the standard library's source. */
export async function setUpRust() {
  if (!which('cargo')) {
    throw new Failure('Rust is missing. Install its stable toolchain with rustup (https://rustup.rs), then run this again.');
  }
  if (!which('cc')) {
    const how = process.platform === 'darwin' ? 'xcode-select --install' : 'apt-get install build-essential (or your system\'s equal)';
    throw new Failure(`A C linker (cc) is missing, which Rust needs. Install it: ${how}`);
  }
  const version = output('rustc', ['--version'])?.match(/\d+\.\d+\.\d+/)?.[0] ?? 'none';
  if (version.localeCompare(OLDEST_RUST, 'en', { numeric: true }) < 0) {
    throw new Failure(`Rust ${version} is too old: ${OLDEST_RUST} or a later stable version is needed. Run: rustup update stable`);
  }
  if (!isInSysroot(WASM_TARGET)) {
    say(`Adding the Rust target ${WASM_TARGET}`);
    await addByRustup(['target', 'add', WASM_TARGET], `the Rust target ${WASM_TARGET}`);
  }
  if (!isInSysroot('src', 'rust', 'library', 'Cargo.lock')) {
    say('Adding the source of the Rust standard library');
    await addByRustup(['component', 'add', 'rust-src'], 'the Rust component rust-src');
  }
}

/** Adds the formatter and the linter. */
export async function setUpRustChecks() {
  const missing = Object.keys(COMPONENTS).filter((name) => output('cargo', [COMPONENTS[name], '--version']) === null);
  if (missing.length === 0) return;
  say(`Adding the Rust components ${missing.join(' and ')}`);
  await addByRustup(['component', 'add', ...missing], missing.join(' and '));
}

function isInSysroot(...parts) {
  const sysroot = output('rustc', ['--print', 'sysroot']);
  return sysroot !== null && existsSync(join(sysroot.trim(), 'lib', 'rustlib', ...parts));
}

async function addByRustup(args, what) {
  if (!which('rustup')) {
    throw new Failure(`Missing: ${what}. Without rustup it can't be added here: install it for your Rust by its own package manager.`);
  }
  await run('rustup', args);
}
