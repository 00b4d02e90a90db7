// What React changes under a form, in StrictMode, by Stripe's own wrapper.

import assert from 'node:assert/strict';
import { CHALLENGED_CARD, CHARGED_ONCE } from '../customer.mjs';

const UNTOUCHED = { attempts: 0, charges: 0, captured: 0 };

/** Waits until the form has said something of this name, and gives every such thing. */
async function hears(page, name) {
  await page.waitForFunction((wanted) => window.heard.some(([each]) => each === wanted), name);
  return page.evaluate((wanted) => window.heard.filter(([each]) => each === wanted).map(([, event]) => event), name);
}

export const react = [
  ['React: mounting twice in StrictMode leaves one form, and its events arrive', async ({ sites, customer, testing }) => {
    const { page } = customer;
    await page.goto(`${sites.viteDevelopment.url}/changing.html`);
    assert.equal((await hears(page, 'effect')).length, 2, 'React was built for development');
    assert.deepEqual(await hears(page, 'ready'), ['element']);
    assert.equal(await page.locator(testing.FRAME_SELECTOR).count(), 1);
    await testing.fillCard(page, CHALLENGED_CARD);
    await page.waitForFunction(() => window.heard.some(([name, event]) => name === 'change' && event.complete));
    const changes = await hears(page, 'change');
    assert.deepEqual(changes.at(-1), { elementType: 'payment', empty: false, complete: true, collapsed: false, value: { type: 'card' }, brand: 'visa' });
    assert.equal(await page.evaluate(async () => window.elements.getElement('payment') !== null && (await window.elements.submit()).error === undefined), true);
    await customer.assertQuiet();
  }],
  ['React: a changed appearance and locale, and read only, keep what was typed', async ({ sites, customer, sandbox, testing }) => {
    const { page } = customer;
    await page.goto(`${sites.viteDevelopment.url}/changing.html`);
    await testing.fillCard(page, CHALLENGED_CARD);
    await page.evaluate(() => window.change({ appearance: { theme: 'night' }, locale: 'de', readOnly: true }));
    const { number } = testing.paymentFields(page);
    await number.and(page.frameLocator(testing.FRAME_SELECTOR).locator(':read-only')).waitFor();
    await page.evaluate(() => window.change({ readOnly: false }));
    await page.frameLocator(testing.FRAME_SELECTOR).locator(`${testing.FIELD_SELECTORS.number}:read-write`).waitFor();
    assert.equal(await number.inputValue(), CHALLENGED_CARD.number);
    await page.getByRole('button', { name: 'Pay' }).click();
    await testing.challengePage(page).getByRole('button', { name: 'Approve' }).click();
    const [{ paymentIntent }] = await hears(page, 'result');
    assert.equal(paymentIntent.status, 'succeeded');
    await customer.assertChargedOnce(sandbox);
    assert.deepEqual(customer.said.filter((line) => /Unsupported prop|^error/.test(line)), []);
  }],
  ['React: a changed client secret in a new key pays the new intent', async ({ sites, customer, sandbox, testing }) => {
    const { page } = customer;
    await page.goto(`${sites.viteDevelopment.url}/changing.html`);
    await hears(page, 'ready');
    await page.evaluate(async () => {
      window.heard.length = 0;
      window.change({ clientSecret: await window.newIntent() });
    });
    await hears(page, 'ready');
    assert.equal(await page.locator(testing.FRAME_SELECTOR).count(), 1);
    await customer.pay(CHALLENGED_CARD);
    const [{ paymentIntent }] = await hears(page, 'result');
    const [first, second] = await customer.intents();
    assert.equal(paymentIntent.id, second);
    assert.deepEqual(await sandbox.ledger(first), UNTOUCHED);
    assert.deepEqual(await sandbox.ledger(second), CHARGED_ONCE);
  }],
  ['React: what unmounts takes its frame along, and can come back', async ({ sites, customer, sandbox, testing }) => {
    const { page } = customer;
    await page.goto(`${sites.viteDevelopment.url}/changing.html`);
    await hears(page, 'ready');
    await page.evaluate(() => {
      window.heard.length = 0;
      window.change({ shown: false });
    });
    await page.waitForFunction(() => document.querySelectorAll('iframe').length === 0);
    await page.evaluate(() => window.change({ shown: true }));
    await hears(page, 'ready');
    await customer.pay(CHALLENGED_CARD);
    await hears(page, 'result');
    await customer.assertChargedOnce(sandbox);
    assert.equal(await page.locator(testing.FRAME_SELECTOR).count(), 1);
  }],
  ['React: CardElement pays with confirmCardPayment', async ({ sites, customer, sandbox }) => {
    const { page } = customer;
    await page.goto(`${sites.viteDevelopment.url}/changing.html`);
    await hears(page, 'ready');
    await page.evaluate(() => window.change({ card: true }));
    await customer.pay(CHALLENGED_CARD);
    const [{ paymentIntent }] = await hears(page, 'result');
    assert.equal(paymentIntent.status, 'succeeded');
    await customer.assertChargedOnce(sandbox);
  }],
];
