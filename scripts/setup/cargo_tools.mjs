// Command line tools written in Rust, built once by `cargo install` into `.tools`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isExecutable, output, run, which } from '../command.mjs';
import { Failure, say } from '../failure.mjs';
import { inRoot, TOOLS, TOOLS_BIN } from '../paths.mjs';

/** Turns the compiled widget into a module for the browser. It must match the crate of the same name. */
export async function setUpWasmBindgen() {
  const version = lockedVersion('wasm-bindgen');
  await setUp({
    crate: 'wasm-bindgen-cli',
    version,
    // The lock file that 0.2.130 was published with does not resolve.
    locked: false,
    programs: ['wasm-bindgen', 'wasm-bindgen-test-runner'],
    fits: (found) => found === version,
  });
}

/** Runs tests inside a browser. */
export async function setUpWasmPack() {
  await setUp({ crate: 'wasm-pack', version: '0.15.1', locked: true, programs: ['wasm-pack'], fits: atLeast('0.13.0') });
}

/** Firefox's WebDriver. */
export async function setUpGeckodriver() {
  await setUp({ crate: 'geckodriver', version: '0.37.1', locked: true, programs: ['geckodriver'], fits: atLeast('0.36.0') });
}

/** Our own build of the tool if it is there, else a fitting one on PATH, else builds one. */
async function setUp({ crate, version, locked, programs, fits }) {
  const [program] = programs;
  const own = join(TOOLS_BIN, program);
  const installed = isExecutable(own) ? own : programs.every(which) && program;
  if (installed && fits(versionOf(installed))) return;
  say(`Building ${crate} ${version} into .tools (once, a few minutes)`);
  const lock = locked ? ['--locked'] : [];
  await run('cargo', ['install', '--root', TOOLS, crate, '--version', version, ...lock]);
}

function versionOf(program) {
  return output(program, ['--version'])?.match(/\d+\.\d+\.\d+/)?.[0] ?? '0.0.0';
}

function atLeast(wanted) {
  return (found) => found.localeCompare(wanted, 'en', { numeric: true }) >= 0;
}

function lockedVersion(crate) {
  const lock = readFileSync(inRoot('Cargo.lock'), 'utf8');
  const version = lock.match(new RegExp(`^name = "${crate}"\\r?\\nversion = "([^"]+)"`, 'm'))?.[1];
  if (!version) throw new Failure(`Cargo.lock names no ${crate}; the widget can't be built without it.`);
  return version;
}
