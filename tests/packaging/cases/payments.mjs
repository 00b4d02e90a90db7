// Every consumer pays, in a page that is served as its developers would.

import assert from 'node:assert/strict';
import { CHALLENGED_CARD, PLAIN_CARD } from '../customer.mjs';

const PROVIDER = 'http://127.0.0.1:4241';

/** The strictest policies that the documentation promises to live with. */
export const POLICIES = {
  'nonce.html': `default-src 'none'; script-src 'nonce-%NONCE%'; frame-src ${PROVIDER}; connect-src 'self'; base-uri 'none'; form-action 'none'`,
  'trusted-types.html': `script-src 'self' 'wasm-unsafe-eval' ${PROVIDER}; require-trusted-types-for 'script'; trusted-types 'none'`,
};

/** A case that opens a page, pays and looks into the ledger. */
const pays = (name, site, path, card, options) => [name, async ({ sites, customer, sandbox }) => {
  await customer.page.goto(sites[site].url + path);
  await customer.pay(card, options);
  await customer.reads('succeeded');
  await customer.assertChargedOnce(sandbox);
  await customer.assertQuiet();
}];

export const payments = [
  pays('a plain script tag pays', 'plain', '/script.html', PLAIN_CARD),
  pays('a plain module script pays', 'plain', '/module.html', CHALLENGED_CARD),
  pays('a page whose policy knows only nonces pays', 'plain', '/nonce.html', CHALLENGED_CARD),
  pays('a page that requires Trusted Types pays', 'plain', '/trusted-types.html', CHALLENGED_CARD),
  pays('a page that requires Trusted Types pays inline', 'plain', '/trusted-types.html?isolation=inline', PLAIN_CARD, { inline: true }),
  pays("Vite: the documented quickstart pays", 'vite', '/index.html', CHALLENGED_CARD),
  pays('Vite: tillkit/inline pays with the engine that Vite copied', 'vite', '/inline.html', CHALLENGED_CARD, { inline: true }),
  pays("Vite: the documented <tillkit-payment> pays", 'vite', '/element.html', CHALLENGED_CARD),
  pays("webpack: the documented quickstart pays", 'webpack', '/index.html', CHALLENGED_CARD),
  pays('webpack: tillkit/inline pays with the engine that webpack copied', 'webpack', '/inline.html', CHALLENGED_CARD, { inline: true }),
  pays("React: the documented quickstart pays", 'vite', '/react.html', CHALLENGED_CARD),
  pays("React: the documented quickstart pays when effects run twice", 'viteDevelopment', '/react.html', CHALLENGED_CARD),
  ['Next.js: null on the server, a payment in the browser', async ({ sites, customer, sandbox }) => {
    const rendered = await (await fetch(sites.next.url)).text();
    assert.match(rendered, /<p id="on-server">null<\/p>/);
    await customer.page.goto(sites.next.url);
    await customer.pay(CHALLENGED_CARD);
    await customer.reads('succeeded');
    await customer.assertChargedOnce(sandbox);
    await customer.assertQuiet();
  }],
];
