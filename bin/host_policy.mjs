// What the list of API bases, and the settings for wallets, mean for the provider's pages.

/** Where Chromium looks up what `https://google.com/pay` is, and where that leads, under the page's own policy. */
const GOOGLE_PAY_ORIGINS = ['https://google.com', 'https://pay.google.com', 'https://www.google.com'];

/**
 * What the page has to reach for `wallets.json`.
 *
 * @throws Error for what is no such object
 */
export function walletSources(wallets) {
  if (wallets === null || typeof wallets !== 'object' || Array.isArray(wallets)) throw new Error('it must be a JSON object.');
  const { applePay, googlePay } = wallets;
  if (applePay && !/^https:\/\/[a-z0-9.-]+(:\d+)?\//i.test(applePay.merchantSessionUrl)) {
    throw new Error('applePay.merchantSessionUrl must be an https address of yours.');
  }
  return [...(applePay ? [new URL(applePay.merchantSessionUrl).origin] : []), ...(googlePay ? GOOGLE_PAY_ORIGINS : [])];
}

/**
 * The sources for the pages' Content-Security-Policy. `connect`: the API bases' origins, and what wallets need. `font`: where
 * merchants' fonts may come from, beside the merchant's own script (`data:`). `frame`: what a surface may show, which is any bank (https), and pages on loopback where the list has such API bases.
 *
 * @throws Error for what is no list, or can't stand in a policy
 */
export function policySources(apiBases, wallets = {}, fontSources = []) {
  if (!Array.isArray(apiBases) || apiBases.length === 0) throw new Error('apiBases must be a list of URLs.');
  const connect = [...new Set([...apiBases.map(readOrigin), ...walletSources(wallets)])];
  const frame = ['https:', ...connect.filter((origin) => origin.startsWith('http:'))];
  const font = ['data:', ...new Set(fontSources.map(readOrigin))];
  return { connect: connect.join(' '), font: font.join(' '), frame: frame.join(' ') };
}

function readOrigin(address) {
  const origin = /^https?:\/\/[a-z0-9.*-]+(:(\d+|\*))?(?=\/|$)/i.exec(address)?.[0];
  if (!origin) throw new Error(`${JSON.stringify(address)} can't stand in a content security policy; write scheme://host[:port].`);
  return origin;
}
