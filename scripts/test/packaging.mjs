// The packed package in the hands of those who install it: `tests/packaging`.

import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contents } from '../../tests/packaging/cases/contents.mjs';
import { extras } from '../../tests/packaging/cases/extras.mjs';
import { mistakes } from '../../tests/packaging/cases/mistakes.mjs';
import { payments, POLICIES } from '../../tests/packaging/cases/payments.mjs';
import { provider } from '../../tests/packaging/cases/provider.mjs';
import { react } from '../../tests/packaging/cases/react.mjs';
import { arrive } from '../../tests/packaging/customer.mjs';
import { CONSUMERS, pack, prepare } from '../../tests/packaging/install.mjs';
import { openMerchant } from '../../tests/packaging/merchant.mjs';
import { startSandbox } from '../../tests/packaging/sandbox.mjs';
import { end, run, start } from '../command.mjs';
import { Failure, say } from '../failure.mjs';
import { ROOT } from '../paths.mjs';

/** Where the quickstarts say that the gateway is: the sandbox's usual port. */
const USUAL_GATEWAY = '127.0.0.1:4241';

const CHROMIUM_ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];

const START_DEADLINE_MS = 30_000;

/** Packs, installs, builds, and pays. Answers `{passed, failed}`. */
export async function testPackaging({ browser: executablePath }) {
  const tarball = await pack();
  const folders = {};
  for (const name of CONSUMERS) folders[name] = await prepare(name, tarball);
  const installed = join(folders.plain, 'node_modules', 'tillkit', 'dist');
  const testing = await import(pathToFileURL(join(installed, 'npm', 'testing.js')));

  const target = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
  await run('cargo', ['build', '-p', 'tillkit-sandbox', '--locked']);
  const sandbox = await startSandbox(join(target, 'debug', 'tillkit-sandbox'), installed);
  const sites = await openSites(folders, sandbox);
  const { chromium } = await import('playwright-core');
  // The pages are as they stand in the documentation: the browser finds the usual port where the gateway is this time.
  const mapping = `--host-resolver-rules=MAP ${USUAL_GATEWAY} ${new URL(sandbox.gatewayUrl).host}`;
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGS, mapping] });
  try {
    return await runCases([...contents, ...provider, ...payments, ...extras, ...react, ...mistakes], { browser, testing, folders, sites, sandbox });
  } finally {
    await browser.close();
    Object.values(sites).forEach((site) => site.close());
    sandbox.stop();
  }
}

async function runCases(cases, { browser, testing, ...world }) {
  const counts = { passed: 0, failed: 0 };
  for (const [name, check] of cases) {
    const begun = performance.now();
    const customer = await arrive(browser, testing);
    try {
      await check({ customer, testing, ...world });
      counts.passed += 1;
      say(`ok: ${name} (${Math.round(performance.now() - begun)} ms)`);
    } catch (error) {
      counts.failed += 1;
      console.error(`FAILED: ${name}\n${error.stack}\n${customer.said.join('\n')}`);
    } finally {
      await customer.leave();
    }
  }
  if (counts.failed > 0) throw new Failure(`${counts.failed} packaging tests failed.`);
  return counts;
}

async function openSites(folders, sandbox) {
  return {
    plain: await openMerchant(folders.plain, sandbox, POLICIES),
    vite: await openMerchant(join(folders.vite, 'dist'), sandbox),
    viteDevelopment: await openMerchant(join(folders.vite, 'dist-development'), sandbox),
    webpack: await openMerchant(join(folders.webpack, 'dist'), sandbox),
    next: await startNext(folders.next, sandbox),
  };
}

/** Next.js serves itself. */
async function startNext(folder, sandbox) {
  const port = await freePort();
  const program = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next');
  const child = start(process.execPath, [program, 'start', folder, '--hostname', 'localhost', '--port', String(port)], {
    env: { GATEWAY_URL: sandbox.gatewayUrl, NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((done, reject) => {
    const timer = setTimeout(() => reject(new Failure('Next.js did not become ready.')), START_DEADLINE_MS);
    child.once('exit', (code) => reject(new Failure(`Next.js ended with code ${code}.`)));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      if (!text.includes('Ready')) return;
      clearTimeout(timer);
      done();
    });
  });
  return { url: `http://localhost:${port}`, close: () => end(child) };
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, 'localhost', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
