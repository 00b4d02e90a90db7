import type { Elements, ErrorObject, PaymentElement, Tillkit, TillkitConstructor } from '../sdk/types';
import { createHostedOrder, createOrder, gatewayOf, loadOrder, MerchantError, type NewOrder, type Order, type OrderRequest, type ProviderConfig, removeCard } from './merchant';
import { formatMoney } from './money';
import { byId } from './page';
import type { Settings } from './settings';
import { forgetCard, forgetOrder, storedOrder, storeOrder } from './stored_order';
import { chooseWallets } from './wallets';

/** Statuses of a PaymentIntent after which the shop's result page tells the rest. */
const DONE = ['succeeded', 'processing', 'requires_capture'];

/** States of an order that must not be paid for again. */
const PAID_OR_MAY_BE = ['paid', 'authorised', 'processing'];

/** What is to be paid for, and how; read anew whenever it matters. */
export interface Wanted {
  request: OrderRequest;
  settings: Settings;
}

/** The right half of the page: an order at the merchant's server, the payment form for it, and the button. */
export class Checkout {
  readonly #config: ProviderConfig;
  readonly #sdk: TillkitConstructor;
  readonly #wanted: () => Wanted;
  readonly #locked: (locked: boolean) => void;
  readonly #form = byId('payment-form', HTMLFormElement);
  readonly #button = byId('pay', HTMLButtonElement);
  readonly #error = byId('payment-error', HTMLElement);
  readonly #status = byId('payment-status', HTMLElement);
  readonly #total = byId('total', HTMLElement);
  /** Buttons that lead to the gateway's page. */
  readonly #hosted = [byId('pay-hosted', HTMLButtonElement), byId('subscribe', HTMLButtonElement)];
  #tillkit: { key: string; object: Tillkit } | undefined;
  #elements: Elements | undefined;
  #element: PaymentElement | undefined;
  #order: NewOrder | undefined;
  #paying = false;
  /** Counts renewals: only the newest may go on. */
  #renewal = 0;

  /** `locked` is told whether basket and settings must stay as they are. */
  constructor(config: ProviderConfig, sdk: TillkitConstructor, wanted: () => Wanted, locked: (locked: boolean) => void) {
    this.#wanted = wanted;
    this.#config = config;
    this.#sdk = sdk;
    this.#locked = locked;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#pay();
    });
    const [hosted, subscribe] = this.#hosted;
    hosted?.addEventListener('click', () => void this.#payHosted('hosted'));
    subscribe?.addEventListener('click', () => void this.#payHosted('monthly'));
    // Back from the gateway's page, this one is as it was left: locked.
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  }

  /** Carries on a payment that a reload interrupted, then shows the form for what is in the basket. */
  async begin(): Promise<void> {
    this.#lock(true);
    this.#say('Looking for a payment under way…');
    const result = await this.#tillkitFor(this.#wanted().settings).resume();
    const stored = storedOrder();
    const order = stored && await loadOrder(stored.order.id).catch(() => null);
    if (order && PAID_OR_MAY_BE.includes(order.status)) return this.#leave(order.id);
    if (result?.paymentIntent && DONE.includes(result.paymentIntent.status)) {
      location.assign(`/done?payment_intent=${encodeURIComponent(result.paymentIntent.id)}`);
      return;
    }
    if (!order || order.status === 'canceled') forgetOrder();
    this.#lock(false);
    await this.renew();
    if (result?.error) this.#fail(result.error);
  }

  /** Takes the form away, as basket or settings are not what its order is for. Answers the number of this renewal. */
  invalidate(): number {
    this.#element?.destroy();
    this.#element = undefined;
    this.#elements = undefined;
    this.#order = undefined;
    this.#error.textContent = '';
    this.#button.textContent = 'Pay';
    this.#enable(false);
    return ++this.#renewal;
  }

  /** Shows the form for what is wanted now. What was typed is gone, as the order is another. */
  async renew(): Promise<void> {
    if (this.#paying) return;
    const renewal = this.invalidate();
    const { request, settings } = this.#wanted();
    if (request.items.length === 0) {
      this.#total.textContent = '–';
      this.#say('Your basket is empty: add something to pay for.');
      return;
    }
    try {
      this.#say('Preparing your order…');
      const [order] = await Promise.all([orderFor(request), chooseWallets(this.#config.gateway, settings)]);
      if (renewal !== this.#renewal) return;
      this.#mount(order, settings);
      this.#say('');
    } catch (error) {
      if (renewal !== this.#renewal) return;
      this.#say('');
      this.#error.textContent = wordsOf(error);
    }
  }

  #mount(order: NewOrder, settings: Settings): void {
    const price = formatMoney(order.order.amount, order.order.currency);
    this.#elements = this.#tillkitFor(settings).elements({ clientSecret: order.clientSecret, locale: 'auto' });
    this.#element = this.#elements.create('payment', {
      savedPaymentMethods: order.savedPaymentMethods ?? null,
      savedPaymentMethodRemove: true,
    });
    this.#element.on('savedpaymentmethodremove', ({ paymentMethod }) => {
      removeCard(settings.customer, paymentMethod).then(() => forgetCard(paymentMethod)).catch((error: unknown) => {
        this.#error.textContent = wordsOf(error);
      });
    });
    this.#element.on('loaderror', ({ error }) => this.#fail(error));
    this.#element.mount('#checkout');
    this.#order = order;
    this.#total.textContent = price;
    this.#button.textContent = `Pay ${price}`;
    this.#enable(true);
    // That page is WooshPay's alone.
    if (settings.gateway !== 'wooshpay') for (const button of this.#hosted) button.disabled = true;
  }

  #enable(enabled: boolean): void {
    for (const button of [this.#button, ...this.#hosted]) button.disabled = !enabled;
  }

  /** Goes to the gateway's own page, which comes back to the order's. */
  async #payHosted(checkout: 'hosted' | 'monthly'): Promise<void> {
    if (this.#paying) return;
    this.#lock(true);
    this.#error.textContent = '';
    this.#say("Taking you to the provider's page…");
    try {
      const { sessionId } = await createHostedOrder(this.#wanted().request, checkout);
      const { error } = await this.#sdkObject.redirectToCheckout({ sessionId });
      if (!error) return;
      this.#fail(error);
    } catch (error) {
      this.#error.textContent = wordsOf(error);
    }
    this.#say('');
    this.#lock(false);
  }

  async #pay(): Promise<void> {
    if (this.#paying || !this.#order || !this.#elements) return;
    const { order } = this.#order;
    this.#lock(true);
    this.#error.textContent = '';
    this.#say('Paying…');
    const { error, paymentIntent } = await this.#sdkObject.confirmPayment({
      elements: this.#elements,
      confirmParams: { return_url: resultPage(order.id), ...this.#shipping() },
      redirect: 'if_required',
    });
    if (paymentIntent && DONE.includes(paymentIntent.status)) return this.#leave(order.id);
    // The answer may be lost though the money moved. Only the merchant's server knows.
    if (error?.retry === 'check_intent_first' && await mayBePaid(order)) return this.#leave(order.id);
    this.#lock(false);
    this.#say('');
    if (error?.payment_intent?.status === 'canceled') {
      forgetOrder();
      await this.renew();
    }
    if (error) this.#fail(error);
    else this.#error.textContent = 'The payment is not finished. Try again.';
  }

  /** PaymentOptions also wants to know where the order goes. Nobody knows it of a guest. */
  #shipping(): object {
    const { gateway, customer } = this.#wanted().settings;
    const person = this.#config.people.find(({ id }) => id === customer);
    return person && gateway === 'payment_options' ? { shipping: person.shipping } : {};
  }

  #leave(orderId: string): void {
    this.#say('Taking you to your order…');
    location.assign(resultPage(orderId));
  }

  #lock(locked: boolean): void {
    this.#paying = locked;
    this.#button.setAttribute('aria-disabled', String(locked));
    this.#locked(locked);
  }

  #say(text: string): void {
    this.#status.textContent = text;
  }

  /** What customers must know, the form itself shows; the rest is for the shop to say. */
  #fail(error: ErrorObject): void {
    if (error.who !== 'shopper') this.#error.textContent = error.message;
  }

  get #sdkObject(): Tillkit {
    if (!this.#tillkit) throw new TypeError('The SDK is used before it was set up');
    return this.#tillkit.object;
  }

  #tillkitFor({ gateway, isolation, challenge }: Settings): Tillkit {
    const key = `${gateway} ${isolation} ${challenge}`;
    if (this.#tillkit?.key !== key) {
      const object = this.#sdk(this.#config.publishableKey, {
        gateway: gatewayOf(this.#config, gateway),
        isolation: isolation as 'frame' | 'inline',
        challenge: { display: challenge as 'modal' | 'redirect' },
      });
      this.#tillkit = { key, object };
    }
    return this.#tillkit.object;
  }
}

/** The order of this tab if it asks for the same, else a new one. */
async function orderFor(request: OrderRequest): Promise<NewOrder> {
  const text = JSON.stringify(request);
  const stored = storedOrder();
  const order = stored?.request === text ? stored : await createOrder(request);
  storeOrder({ ...order, request: text, search: location.search });
  return order;
}

async function mayBePaid({ id }: Order): Promise<boolean> {
  const order = await loadOrder(id).catch(() => null);
  return order !== null && PAID_OR_MAY_BE.includes(order.status);
}

function resultPage(orderId: string): string {
  return `${location.origin}/done?order=${encodeURIComponent(orderId)}`;
}

function wordsOf(error: unknown): string {
  if (error instanceof MerchantError) return error.message;
  return error instanceof Error ? error.message : 'Something went wrong. Reload the page and try again.';
}
