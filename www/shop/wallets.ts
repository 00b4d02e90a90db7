// The sandbox's stand-in for the payment sheets of Apple Pay and Google Pay.

import type { Settings } from './settings';

let loading: Promise<void> | undefined;

/** Has the gateway serve the stand-in, or not; the page itself needs it where the form is in it. */
export async function chooseWallets(gateway: string, { wallets, isolation }: Settings): Promise<void> {
  const standIn = wallets === 'sandbox';
  try {
    await fetch(`${gateway}/_sandbox/settings`, { method: 'POST', body: JSON.stringify({ wallets: standIn }) });
    if (standIn && isolation === 'inline') await (loading ??= load(`${gateway}/_sandbox/wallets.js`));
  } catch {
    // Another gateway has no stand-in, and the form does without.
  }
}

function load(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const events = { onload: () => resolve(), onerror: () => reject(new Error(`${src} did not load`)) };
    document.head.append(Object.assign(document.createElement('script'), { src, ...events }));
  });
}
