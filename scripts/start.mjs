// npm start: the sandbox (shop, gateway and bank on loopback) with a fresh build of the SDK.

import { parseArgs } from 'node:util';
import { buildAll } from './build/all.mjs';
import { exitCode, run, start } from './command.mjs';
import { Failure, main, say } from './failure.mjs';
import { DIST, inRoot } from './paths.mjs';

const PORTS = ['shop-port', 'gateway-port', 'bank-port'];

const USAGE = `npm start [-- ${PORTS.map((name) => `--${name} N`).join(' ')}]`;

const SANDBOX = inRoot('target', 'debug', 'tillkit-sandbox');

/** The sandbox's flags from ours, checked before anything is built. */
function readFlags() {
  let values;
  try {
    ({ values } = parseArgs({ options: Object.fromEntries(PORTS.map((name) => [name, { type: 'string' }])) }));
  } catch (error) {
    throw new Failure(`${error.message}\nUsage: ${USAGE}`);
  }
  return Object.entries(values).flatMap(([name, value]) => {
    if (!/^\d+$/.test(value) || Number(value) > 65_535) {
      throw new Failure(`--${name} must be a port from 0 (a free one) to 65535, not "${value}".\nUsage: ${USAGE}`);
    }
    return [`--${name}`, value];
  });
}

await main(async () => {
  const flags = readFlags();
  await buildAll();
  say('Compiling the sandbox');
  await run('cargo', ['build', '-p', 'tillkit-sandbox', '--target-dir', inRoot('target'), '--locked']);
  process.exitCode = await exitCode(start(SANDBOX, ['--assets', DIST, ...flags]), 'the sandbox');
});
