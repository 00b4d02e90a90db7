// Tests that need a browser: the engine's own in Chromium, and end-to-end tests in one browser each.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { end, start } from '../command.mjs';
import { Failure } from '../failure.mjs';
import { CACHE } from '../paths.mjs';
import { countTests } from './cargo_test.mjs';

/** Chromium without a screen, without its own sandbox (refused to root) and without calls to anywhere. */
const CHROMIUM_ARGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];

/** The engine's tests, compiled to WebAssembly. */
export function testInChromium({ browser, driver }) {
  const capabilities = join(CACHE, 'webdriver.json');
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(capabilities, JSON.stringify({ 'goog:chromeOptions': { binary: browser, args: CHROMIUM_ARGS } }));
  return countTests('wasm-pack', ['--log-level', 'error', 'test', '--mode', 'no-install', '--headless', '--chrome', '--chromedriver', driver, '--', '--locked'], {
    env: { WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities },
  });
}

/** What differs between gateways is decided in core, far from any browser: unless everything is asked for, one browser pays at all. */
const OTHER_GATEWAYS = ['--', '--skip', 'at_stripe', '--skip', 'at_payment_options'];

/** The end-to-end tests in one browser, whose name, program and driver they are told by environment variables. */
export async function testEndToEnd(name, { browser, driver }, { full }) {
  const env = { TILLKIT_BROWSER: name, TILLKIT_BROWSER_PROGRAM: browser, TILLKIT_DRIVER_PROGRAM: driver };
  if (full) env.TILLKIT_E2E_FULL = '1';
  const left = full || name === 'chromium' ? [] : OTHER_GATEWAYS;
  const test = (more) => countTests('cargo', ['test', '-p', 'tillkit-e2e', '--locked', ...left], { env: { ...env, ...more } });
  return name === 'webkit' ? withScreen((display) => test({ DISPLAY: display })) : test({});
}

/** Runs `work` with an X server of its own, for a browser that has no headless mode. */
async function withScreen(work) {
  const server = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  try {
    return await work(`:${await displayNumber(server)}`);
  } finally {
    end(server);
  }
}

/** Xvfb picks a free display and writes its number once it is ready. */
function displayNumber(server) {
  return new Promise((resolve, reject) => {
    server.stdio[3].setEncoding('utf8').once('data', (text) => resolve(text.trim()));
    server.once('error', () => reject(new Failure('Could not start Xvfb.')));
    server.once('exit', () => reject(new Failure('Xvfb ended before it had a display.')));
  });
}
