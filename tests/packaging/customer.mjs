// A customer in a browser: one page, what it paid, and what the browser said meanwhile.

import assert from 'node:assert/strict';

const DEADLINE_MS = 30_000;


/** What the ledger says of a payment as it should be. */
export const CHARGED_ONCE = { attempts: 1, charges: 1, captured: 1999 };

/** Asks for 3-D Secure whatever the intent says. */
export const CHALLENGED_CARD = { number: '4000 0000 0000 3220' };

export const PLAIN_CARD = { number: '4242 4242 4242 4242' };

/**
 * Opens a page of its own. `testing` is the installed `tillkit/testing`.
 * Answers Playwright's `page`, `said` (console lines), and what follows.
 */
export async function arrive(browser, testing) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.setDefaultTimeout(DEADLINE_MS);
  const given = [];
  const said = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error}`));
  page.on('response', (response) => {
    if (!response.url().endsWith('/create-payment-intent')) return;
    const id = response.json().then(({ clientSecret }) => clientSecret.split('_secret_')[0]);
    // Whoever asks for it hears of it; a page that is left early is no error.
    id.catch(() => {});
    given.push(id);
  });
  // Seen by the page itself, whatever the console makes of it.
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => window.violations.push(`${effectiveDirective} ${blockedURI}`));
  });
  return {
    page,
    said,
    leave: () => context.close(),

    /** The ids of the intents that the page was given, in order. */
    intents: () => Promise.all(given),

    /** Types a card, presses "Pay", and says yes to the bank if `card` makes it ask. */
    async pay(card = PLAIN_CARD, options) {
      await testing.fillCard(page, card, options);
      await page.getByRole('button', { name: 'Pay', exact: true }).click();
      if (card === CHALLENGED_CARD) await testing.challengePage(page).getByRole('button', { name: 'Approve' }).click();
    },

    /** Waits for the words under the button. */
    async reads(text) {
      await page.getByRole('status').filter({ hasText: text }).first().waitFor();
    },

    /** Says that of all intents that the page was given one was charged, once. */
    async assertChargedOnce(sandbox) {
      const ledgers = await Promise.all((await Promise.all(given)).map((id) => sandbox.ledger(id)));
      assert.deepEqual(ledgers.filter(({ attempts }) => attempts > 0), [CHARGED_ONCE]);
    },

    /** Says that no Content-Security-Policy was in the way, and nothing was thrown. */
    async assertQuiet() {
      assert.deepEqual(await page.evaluate(() => window.violations), []);
      assert.deepEqual(said.filter((line) => line.startsWith('error:')), []);
    },
  };
}
