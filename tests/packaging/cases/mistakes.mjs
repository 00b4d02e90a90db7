// What goes wrong in pages and in browsers: a name for it, once, and what to do.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The form's errors, once there is one. */
async function loadErrors(page) {
  await page.waitForFunction(() => window.loadErrors);
  return page.evaluate(() => window.loadErrors);
}

export const mistakes = [
  ['the script three times: one error, and the first copy pays', async ({ sites, customer, sandbox }) => {
    await customer.page.goto(`${sites.plain.url}/twice.html`);
    await customer.pay();
    await customer.reads('succeeded');
    await customer.assertChargedOnce(sandbox);
    const told = customer.said.filter((line) => line.includes('script_twice'));
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0], /remove/);
  }],
  ['plain http from an https page is refused by name', async ({ customer, folders }) => {
    const { page } = customer;
    const script = readFileSync(join(folders.plain, 'node_modules', 'tillkit', 'dist', 'v1', 'tillkit.js'), 'utf8');
    await page.route('https://shop.example/**', (route) => (route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({ contentType: 'text/html', body: '<!doctype html><script src="/tillkit.js"></script>' })));
    await page.goto('https://shop.example/');
    const errors = await page.evaluate(() => [
      { assetsBase: 'http://js.provider.example/v1/' },
      { gateway: { apiBase: 'http://api.provider.example' } },
      { assetsBase: 'https://js.provider.example/v1/' },
    ].map((options) => {
      try {
        return typeof Tillkit('pk_test_sandbox', options);
      } catch ({ code, param }) {
        return `${code} ${param}`;
      }
    }));
    assert.deepEqual(errors, ['insecure_address assetsBase', 'insecure_address gateway.apiBase', 'object']);
  }],
  ['a browser without WebAssembly is told, once', async ({ sites, customer }) => {
    const { page } = customer;
    await page.addInitScript(() => delete globalThis.WebAssembly);
    for (const isolation of ['frame', 'inline']) {
      customer.said.length = 0;
      await page.goto(`${sites.plain.url}/script.html?isolation=${isolation}`);
      const errors = await loadErrors(page);
      assert.deepEqual(errors.map(({ code, who }) => [code, who]), [['wasm_unsupported', 'shopper']]);
      await page.getByRole('button', { name: 'Pay' }).click();
      await customer.reads('wasm_unsupported');
      const told = customer.said.filter((line) => line.includes('wasm_unsupported'));
      assert.equal(told.length, 1, told.join('\n'));
    }
  }],
  ['a form that did not load is mounted again, and pays', async ({ sites, customer, sandbox }) => {
    const { page } = customer;
    const wasm = /engine[^/]*\.wasm$/;
    await page.route(wasm, (route) => route.abort());
    await page.goto(`${sites.plain.url}/script.html`);
    const [{ code, retry }] = await loadErrors(page);
    // Its host answers, and this one file does not come: something on the way keeps it back.
    assert.deepEqual([code, retry], ['load_blocked', 'after_change']);
    await page.unroute(wasm);
    await page.evaluate(() => window.element.mount('#checkout'));
    await customer.pay();
    await customer.reads('succeeded');
    await customer.assertChargedOnce(sandbox);
  }],
  ['what loadTillkit refuses may be tried again', async ({ sites, customer }) => {
    const { page } = customer;
    await page.goto(`${sites.plain.url}/module.html`);
    const found = await page.evaluate(async () => {
      const { loadTillkit } = await import('tillkit');
      const refused = [loadTillkit('pk_test_sandbox'), loadTillkit('pk_test_sandbox')];
      const codes = await Promise.all(refused.map((promise) => promise.catch(({ code }) => code)));
      const again = loadTillkit('pk_test_sandbox');
      const options = { assetsBase: 'http://127.0.0.1:4241/v1/' };
      return {
        codes,
        again: await again.catch(({ code }) => code),
        fresh: again !== refused[0],
        same: loadTillkit('pk_test_sandbox', options) === loadTillkit('pk_test_sandbox', { ...options }),
        other: loadTillkit('pk_test_sandbox', options) === loadTillkit('pk_test_other', options),
      };
    });
    assert.deepEqual(found, { codes: ['assets_base_missing', 'assets_base_missing'], again: 'assets_base_missing', fresh: true, same: true, other: false });
  }],
];
