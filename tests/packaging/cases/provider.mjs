// A provider who hosts what is in the package, without building anything.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { integrityOf } from '../../../bin/integrity.mjs';
import { openMerchant } from '../merchant.mjs';

/** Runs the installed command; answers `{status, said}`. */
function tillkit(consumer, ...args) {
  const { status, stdout, stderr } = spawnSync(join(consumer, 'node_modules', '.bin', 'tillkit'), args, { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

/** Gives `use` a folder of its own. */
async function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'tillkit-provider-'));
  try {
    await use(join(folder, 'v1'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const provider = [
  ['tillkit copy: the provider\'s API base in the list, the policies and the hashes', async ({ folders }) => withFolder((folder) => {
    const apiBases = ['https://api.provider.example', 'https://api.test.provider.example/pay'];
    const { status, said } = tillkit(folders.plain, 'copy', folder, '--api-base', `${apiBases[0]}/`, '--api-base', apiBases[1]);
    assert.equal(status, 0, said);
    const text = (name) => readFileSync(join(folder, name), 'utf8');
    assert.deepEqual(JSON.parse(text('hosts.json')), { apiBases });
    assert.match(text('frame.html'), /connect-src 'self' https:\/\/api\.provider\.example https:\/\/api\.test\.provider\.example; base-uri/);
    assert.match(text('surface.html'), /frame-src 'self' https:; base-uri/);
    const names = readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile());
    for (const name of names) assert.doesNotMatch(text(name), /127\.0\.0\.\d+:\*|localhost:\*/, name);
    const { files } = JSON.parse(text('sri.json'));
    assert.deepEqual(Object.keys(files).sort(), names.filter((name) => name !== 'sri.json').sort());
    for (const [name, { integrity, bytes }] of Object.entries(files)) {
      const content = readFileSync(join(folder, name));
      assert.deepEqual([integrityOf(content), content.length], [integrity, bytes], name);
    }
  })],
  ['tillkit copy: settings for wallets, and what the page has to reach for them', async ({ folders }) => withFolder((folder) => {
    const wallets = {
      applePay: { merchantSessionUrl: 'https://wallets.provider.example/apple-pay/session' },
      googlePay: { gateway: 'provider', gatewayMerchantId: 'm-1', environment: 'PRODUCTION' },
    };
    const [good, bad] = ['wallets.json', 'bad.json'].map((name) => join(dirname(folder), name));
    writeFileSync(good, JSON.stringify(wallets));
    writeFileSync(bad, JSON.stringify({ applePay: { merchantSessionUrl: 'http://provider.example/' } }));
    const copy = (file) => tillkit(folders.plain, 'copy', folder, '--api-base', 'https://api.provider.example', '--wallets', file);
    const refused = copy(bad);
    assert.equal(refused.status, 1, refused.said);
    assert.match(refused.said, /merchantSessionUrl must be an https address/);
    assert.equal(copy(good).status, 0);
    assert.deepEqual(JSON.parse(readFileSync(join(folder, 'wallets.json'), 'utf8')), wallets);
    assert.match(readFileSync(join(folder, 'frame.html'), 'utf8'),
      /connect-src 'self' https:\/\/api\.provider\.example https:\/\/wallets\.provider\.example https:\/\/google\.com https:\/\/pay\.google\.com/);
  })],
  ["tillkit copy: where merchants' fonts may come from, and from nowhere else without", async ({ folders }) => withFolder((folder) => {
    const copy = (...args) => tillkit(folders.plain, 'copy', folder, '--api-base', 'https://api.provider.example', ...args);
    const policy = () => /font-src [^;]+/.exec(readFileSync(join(folder, 'frame.html'), 'utf8'))?.[0];
    assert.equal(copy('--font-source', 'https://fonts.example/inter/').status, 0);
    assert.equal(policy(), "font-src 'self' data: https://fonts.example");
    const refused = copy('--font-source', 'fonts.example');
    assert.deepEqual([refused.status, /can't stand in a content security policy/.test(refused.said)], [1, true], refused.said);
    assert.equal(copy().status, 0);
    assert.equal(policy(), "font-src 'self' data:");
  })],
  ['tillkit copy: what it made pays, and sends cards to no other API', async ({ folders, sites, customer, sandbox }) => withFolder(async (folder) => {
    assert.equal(tillkit(folders.plain, 'copy', folder, '--api-base', sandbox.gatewayUrl).status, 0);
    const host = await openMerchant(folder, sandbox);
    try {
      const page = (apiBase) => `${sites.plain.url}/script.html?${new URLSearchParams({ assetsBase: host.url, apiBase })}`;
      await customer.page.goto(page('http://127.0.0.1:4241'));
      await customer.page.waitForFunction(() => window.loadErrors);
      assert.deepEqual(await customer.page.evaluate(() => window.loadErrors.map(({ code }) => code)), ['api_base_refused']);
      await customer.page.goto(page(sandbox.gatewayUrl));
      await customer.pay();
      await customer.reads('succeeded');
      await customer.assertChargedOnce(sandbox);
    } finally {
      host.close();
    }
  })],
  ['tillkit copy: what is wrong is said, and nothing is written', async ({ folders }) => withFolder((folder) => {
    for (const [args, expected] of [
      [[], /Say what to copy to/],
      [['copy'], /Say what to copy to/],
      [['copy', folder], /--api-base is missing/],
      [['copy', folder, '--api-base', 'api.provider.example'], /is no URL/],
      [['copy', folder, '--api-base', 'http://api.provider.example'], /write the https address/],
      [['copy', folder, '--api-base', 'https://*.provider.example'], /without wildcards/],
      [['copy', folder, '--apibase', 'https://api.provider.example'], /--apibase/],
    ]) {
      const { status, said } = tillkit(folders.plain, ...args);
      assert.equal(status, 1, said);
      assert.match(said, expected);
    }
    assert.throws(() => readdirSync(folder), { code: 'ENOENT' });
    assert.match(tillkit(folders.plain, '--help').said, /^Usage: tillkit copy/);
  })],
];
