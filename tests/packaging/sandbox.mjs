// The sandbox program, serving the assets of the packed package, and what its gateway says about money.

import { end, start } from '../../scripts/command.mjs';
import { Failure } from '../../scripts/failure.mjs';

const START_DEADLINE_MS = 20_000;

/** Starts the program on free ports. Answers `{gatewayUrl, createIntent, ledger, stop}`. */
export async function startSandbox(program, assets) {
  const child = start(program, ['--assets', assets, '--shop-port', '0', '--gateway-port', '0', '--bank-port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gatewayUrl = await addressIn(child);
  const api = async (path, init) => {
    const response = await fetch(gatewayUrl + path, init);
    if (!response.ok) throw new Failure(`The sandbox answered ${response.status} to ${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    gatewayUrl,
    /** What a merchant's server does: an intent over 1999 USD cents. */
    createIntent: () => api('/v1/payment_intents', {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('sk_test_sandbox:')}` },
      body: new URLSearchParams({ amount: '1999', currency: 'USD' }),
    }),
    /** `{attempts, charges, captured}` of an intent. */
    async ledger(id) {
      const { attempts, captured, charges } = await api(`/_sandbox/ledger/${id}`);
      return { attempts, captured, charges };
    },
    stop: () => end(child),
  };
}

/** The program prints its addresses once it listens. */
function addressIn(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Failure(`The sandbox did not say where its gateway is:\n${text}`)), START_DEADLINE_MS);
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const address = /Gateway +(http:\S+)/.exec(text)?.[1];
      if (!address) return;
      clearTimeout(timer);
      resolve(address);
    });
    child.once('exit', (code) => reject(new Failure(`The sandbox ended with code ${code}.`)));
  });
}
