// Where a bank's page comes back to when the payment stays in the merchant's page. It says that it was reached
// and nothing else: what became of the payment, the engine asks the gateway.

import type { Returned } from '../sdk/handshake';

// The query names the intent; it need not stay in the address or the history.
history.replaceState(null, '', location.pathname);

if (window.parent === window) {
  document.getElementById('root')?.removeAttribute('hidden');
} else {
  const returned: Returned = { tillkit: 'returned' };
  window.parent.postMessage(returned, location.origin);
}
