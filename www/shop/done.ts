import type { IntentResult } from '../sdk/types';
import { captureOrder, gatewayOf, loadConfig, loadOrder, loadOrderOfIntent, MerchantError, type Order, refundOrder } from './merchant';
import { formatMoney } from './money';
import { byId, make } from './page';
import { loadSdk } from './sdk_script';
import { forgetOrder, storedOrder } from './stored_order';

const POLL_MS = 2_000;
const POLLS = 10;

/** How long the page waits for the SDK before it shows what the server knows. */
const RESUME_MS = 3_000;

/** What the customer reads for each state of the order. */
const TEXTS: Record<string, { title: string; text: string; onward: string }> = {
  paid: {
    title: 'Thank you, your order is paid',
    text: 'We have your payment and start packing.',
    onward: 'Back to the shop',
  },
  authorised: {
    title: 'Thank you, your payment is authorised',
    text: 'The amount is reserved on your card. It is taken when we send your order.',
    onward: 'Back to the shop',
  },
  processing: {
    title: 'Your payment is being processed',
    text: 'Your bank has not confirmed it yet. There is nothing more to do for you; please do not pay again.',
    onward: 'Back to the shop',
  },
  failed: {
    title: 'The payment did not go through',
    text: 'You have not been charged for this order. You can try again, also with another way to pay.',
    onward: 'Try again',
  },
  canceled: {
    title: 'This order was cancelled',
    text: 'It can no longer be paid. A new order starts with a fresh basket.',
    onward: 'Back to the shop',
  },
  open: {
    title: 'This order is not paid yet',
    text: 'No payment has arrived for it. You can go back and pay.',
    onward: 'Back to the payment',
  },
};

const UNKNOWN = {
  title: 'We could not look up your order',
  text: 'Check again in a moment before you pay a second time.',
  onward: 'Back to the shop',
};

const parameters = new URLSearchParams(location.search);

/** Of the gateway that the payment was left by, before a paid order is forgotten. */
const dialect = storedOrder()?.order.gateway ?? 'wooshpay';

/** The order as the merchant's server knows it: neither this page's address nor a frame decides whether it is paid. */
function ask(): Promise<Order> {
  const order = parameters.get('order');
  const intent = parameters.get('payment_intent');
  if (order !== null) return loadOrder(order);
  if (intent !== null) return loadOrderOfIntent(intent);
  throw new MerchantError('This address names no order.');
}

function show(state: string, { title, text, onward }: typeof UNKNOWN, order?: Order): void {
  const again = state === 'processing' || state === 'unknown';
  document.title = `${title} – Fogbound Coffee`;
  byId('result', HTMLElement).dataset.state = state;
  byId('result-title', HTMLElement).textContent = title;
  byId('result-text', HTMLElement).textContent = state === 'failed' && order?.message ? `${order.message} ${text}` : text;
  byId('check-again', HTMLButtonElement).hidden = !again;
  const link = byId('onward', HTMLAnchorElement);
  link.textContent = onward;
  link.href = state === 'failed' || state === 'open' ? `/${storedOrder()?.search ?? ''}` : '/';
  const rows = order ? rowsOf(order) : [];
  showDesk(order);
  byId('result-details', HTMLElement).replaceChildren(
    ...rows.map(([name = '', value = '']) => make('div', {}, make('dt', {}, name), make('dd', {}, value))),
  );
}

function rowsOf({ id, amount, refunded, currency, toldBy }: Order): string[][] {
  return [
    ['Order', id],
    ['Amount', formatMoney(amount, currency)],
    ...(refunded > 0 ? [['Given back', formatMoney(refunded, currency)]] : []),
    ...(toldBy ? [['Known by', toldBy === 'webhook' ? "the gateway's webhook" : 'asking the gateway']] : []),
  ];
}

/** The merchant can take what is authorised, and give back what is paid. */
function showDesk(order?: Order): void {
  const [capture, refund] = [byId('capture', HTMLButtonElement), byId('refund', HTMLButtonElement)];
  capture.disabled = order?.status !== 'authorised';
  refund.disabled = order?.status !== 'paid' || order.refunded >= order.amount;
  // PaymentOptions documents neither captures nor refunds.
  byId('desk', HTMLElement).hidden = !order || order.gateway === 'payment_options' || !['paid', 'authorised'].includes(order.status);
  capture.onclick = () => order && void work(captureOrder(order.id), 'The authorised amount is captured.');
  refund.onclick = () => order && void work(refundOrder(order.id), 'The money is on its way back.');
}

async function work(request: Promise<Order>, done: string): Promise<void> {
  const status = byId('desk-status', HTMLElement);
  status.textContent = 'Asking the gateway…';
  try {
    await request;
    await update(POLLS);
    status.textContent = done;
  } catch (error) {
    status.textContent = error instanceof MerchantError ? error.message : String(error);
  }
}

/** Asks the server and shows what it says; while the bank is still at it, asks again. */
async function update(polls: number): Promise<void> {
  let order: Order;
  try {
    order = await ask();
  } catch (error) {
    show('unknown', error instanceof MerchantError ? { ...UNKNOWN, text: `${error.message} ${UNKNOWN.text}` } : UNKNOWN);
    return;
  }
  show(order.status, TEXTS[order.status] ?? UNKNOWN, order);
  if (order.status === 'processing' && polls > 0) setTimeout(() => void update(polls - 1), POLL_MS);
  if (['paid', 'authorised', 'canceled'].includes(order.status)) forgetOrder();
}

/** Back from a bank or wallet there may be one more step to do, and the SDK knows how the payment stands. */
async function finishRedirect(): Promise<IntentResult | null> {
  const config = await loadConfig();
  const Tillkit = await loadSdk(config.sdk);
  const result = await Tillkit(config.publishableKey, { gateway: gatewayOf(config, dialect) }).resume();
  const note = byId('resumed', HTMLElement);
  note.textContent = wordsFor(result);
  if (result) note.dataset.status = result.error?.code ?? (result.paymentIntent ?? result.setupIntent)?.status ?? '';
  return result;
}

/** For developers: what `resume()` resolved to. */
function wordsFor(result: IntentResult | null): string {
  if (result === null) return 'tillkit.resume(): nothing was pending in this tab.';
  if (result.error) {
    const { code, message, retry } = result.error;
    return `tillkit.resume(): ${code ?? 'an error'} (retry: ${retry}). ${message}`;
  }
  return `tillkit.resume(): ${(result.paymentIntent ?? result.setupIntent).status}.`;
}

byId('check-again', HTMLButtonElement).addEventListener('click', () => void update(POLLS));

// Whatever the SDK says, or fails to say, the server is asked: at once, unless the customer comes back from
// somewhere, and again when the SDK is done.
const returned = parameters.get('payment_intent_client_secret') !== null;
const impatience = setTimeout(() => void update(POLLS), returned ? RESUME_MS : 0);
finishRedirect().catch((error: unknown) => {
  console.warn(error);
  return null;
}).then((result) => {
  if (!returned && !result) return;
  clearTimeout(impatience);
  void update(POLLS);
});
