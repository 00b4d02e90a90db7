// What payment methods load once they need it, from the packed package: in the provider's frame, whose policy is the
// strict one, and in a merchant's page, to which all of it is another origin.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WASM_MODULES } from '../../../scripts/build/wasm_modules.mjs';
import { inRoot } from '../../../scripts/paths.mjs';

const IMMUTABLE = 'public, max-age=31536000, immutable';

const TYPES = { svg: 'image/svg+xml', json: 'application/json', wasm: 'application/wasm' };

const isExtra = (name) => /^(marks|banks)\/|^qr\./.test(name);

/** The package's list of files. */
const released = (folders) =>
  JSON.parse(readFileSync(join(folders.plain, 'node_modules', 'tillkit', 'dist', 'v1', 'sri.json'), 'utf8')).files;

/** Names of marks or lists. */
const named = (files, folder) => Object.keys(files).filter((name) => name.startsWith(`${folder}/`)).map((name) => name.split(/[/.]/)[1]);

/** The engine's door as a module of its own, which knows the package's files. */
async function bundleExtras(files) {
  const { build } = await import('esbuild');
  const names = Object.keys(files);
  const qr = names.find((name) => name.startsWith('qr.'));
  const constants = {
    TILLKIT_METHOD_FILES_HASH: names.find((name) => name.startsWith('marks/other.')).split('.')[1],
    TILLKIT_BANKS_INTEGRITY: Object.fromEntries(named(files, 'banks').map((list) =>
      [list, files[names.find((name) => name.startsWith(`banks/${list}.`))].integrity])),
    TILLKIT_QR: qr,
    TILLKIT_QR_INTEGRITY: files[qr].integrity,
  };
  const result = await build({
    entryPoints: [inRoot('www', 'frame', 'extras.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    alias: WASM_MODULES,
    define: Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)])),
  });
  return result.outputFiles[0].text;
}

/** Opens a page and makes `window.extras` in it. Answers how often each file is asked for, by its plain name. */
async function openWithExtras({ customer: { page }, sandbox, folders }, address, damage) {
  const base = `${sandbox.gatewayUrl}/v1/`;
  const module = await bundleExtras(released(folders));
  const requests = {};
  await page.route(`${base}extras.js`, (route) => route.fulfill({
    body: module, contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' },
  }));
  await page.route((url) => isExtra(url.href.replace(base, '')), async (route) => {
    const name = route.request().url().replace(base, '').replace(/\.[0-9a-f]{16}/, '');
    requests[name] = (requests[name] ?? 0) + 1;
    if (name !== damage || requests[name] > 1) return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, body: `${await response.text()} ` });
  });
  await page.goto(address);
  await page.evaluate(async (folder) => {
    const { Extras } = await import(`${folder}extras.js`);
    window.extras = new Extras(folder);
  }, base);
  return requests;
}

const answers = (name, address) => [name, async (world) => {
  const { customer: { page }, folders } = world;
  const files = released(folders);
  const requests = await openWithExtras(world, address(world), 'banks/fpx.json');

  const marks = named(files, 'marks');
  const sizes = await page.evaluate((kinds) => Promise.all(kinds.map(async (kind) => {
    const picture = Object.assign(new Image(), { src: window.extras.mark(kind) });
    await picture.decode();
    return `${picture.naturalWidth} x ${picture.naturalHeight}`;
  })), marks);
  assert.ok(marks.length > 40);
  assert.deepEqual(new Set(sizes), new Set(['38 x 24']));

  for (const list of named(files, 'banks')) {
    const [banks, again] = await page.evaluate(async (each) => [await window.extras.banks(each), await window.extras.banks(each)], list);
    assert.deepEqual(again, banks);
    assert.deepEqual(banks, JSON.parse(readFileSync(inRoot('www', 'frame', 'banks', `${list}.json`), 'utf8')));
    // A list that is not what it should be is asked for once more.
    assert.equal(requests[`banks/${list}.json`], list === 'fpx' ? 2 : 1, list);
  }

  assert.equal(requests['qr.wasm'], undefined);
  const [pix, long] = await page.evaluate(async () => [await window.extras.qr('00020126580014br.gov.bcb.pix'), await window.extras.qr('x'.repeat(3_000))]);
  assert.equal(pix.side, 29 + 2 * 4);
  assert.match(pix.path, /^M4 4h7v1h-7z(M\d+ \d+h\d+v1h-\d+z)+$/);
  assert.equal(long, null);
  assert.equal(requests['qr.wasm'], 1);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
}];

export const extras = [
  ["what methods need later loads under the frame's own policy", 'frame'],
  ["what methods need later loads into a merchant's page", 'inline'],
].map(([name, place]) => answers(name, ({ sandbox, sites }) => (place === 'frame' ? `${sandbox.gatewayUrl}/v1/frame.html` : `${sites.plain.url}/script.html`)));

extras.push(['what methods need later may be kept for ever, by anyone', async ({ folders, sandbox }) => {
  const names = Object.keys(released(folders)).filter(isExtra);
  assert.ok(names.length > 40);
  for (const name of names) {
    const { status, headers } = await fetch(`${sandbox.gatewayUrl}/v1/${name}`);
    const [type, caching, origin] = ['content-type', 'cache-control', 'access-control-allow-origin'].map((header) => headers.get(header));
    assert.deepEqual([status, type, caching, origin], [200, TYPES[name.split('.').pop()], IMMUTABLE, '*'], name);
  }
}]);
