import type { Elements, PaymentElement, PaymentElementOptions, Tillkit } from '../sdk/types';
import { rememberAttempt } from './attempt';
import { formatMoney } from './money';
import { byId } from './page';
import { addressOfPage, type Session } from './session';
import { localeOfPage, say } from './words';

/** Errors after which only the gateway knows how the session stands. */
const LOOK_AGAIN = ['payment_intent_unexpected_state', 'setup_intent_unexpected_state', 'resource_missing'];

/** Methods that can be authorised first; the others are paid at once. */
const AUTHORISABLE = ['card', 'apple_pay', 'google_pay'];

/** What a payment tells the page. */
interface Page {
  /** Asks the gateway how the session stands now, and shows it: the form goes on only if it is still open. */
  look(): Promise<void>;
  /** It is over, and well: the page goes on once the gateway says so. */
  settled(): void;
  /** The customer has noted how to pay, and will. */
  noted(): void;
}

/** The form for a session that is open, and its button. */
export class Payment {
  readonly #tillkit: Tillkit;
  readonly #session: Session;
  readonly #page: Page;
  readonly #form = byId('payment-form', HTMLFormElement);
  readonly #button = byId('pay', HTMLButtonElement);
  readonly #error = byId('payment-error', HTMLElement);
  readonly #status = byId('payment-status', HTMLElement);
  readonly #ended = new AbortController();
  readonly #element: PaymentElement;
  #paying = false;

  constructor(tillkit: Tillkit, session: Session, clientSecret: string, page: Page) {
    this.#tillkit = tillkit;
    this.#session = session;
    this.#page = page;
    const elements = tillkit.elements({ clientSecret, locale: localeOfPage() });
    this.#element = elements.create('payment', elementOptions(session));
    this.#element.on('loaderror', ({ error }) => this.fail(error.message));
    this.#element.mount('#checkout');
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#confirm(elements);
    }, { signal: this.#ended.signal });
    this.#element.on('change', ({ value }) => this.#name(value.type));
    this.#name('card');
    byId('payment-title', HTMLElement).textContent = say(session.mode === 'setup' ? 'your_card' : 'payment');
    this.fail('');
    this.#lock(false);
    this.#button.disabled = false;
  }

  /** Takes the form away. */
  end(): void {
    this.#ended.abort();
    this.#element.destroy();
    this.#button.disabled = true;
  }

  /** Says why there is no payment yet. */
  fail(message: string): void {
    this.#error.textContent = message;
  }

  async #confirm(elements: Elements): Promise<void> {
    if (this.#paying) return;
    this.#lock(true);
    this.fail('');
    rememberAttempt(this.#session.id);
    const options = { elements, confirmParams: { return_url: addressOfPage() }, redirect: 'if_required' as const };
    const { error, paymentIntent } = this.#session.mode === 'setup'
      ? { paymentIntent: undefined, ...await this.#tillkit.confirmSetup(options) }
      : await this.#tillkit.confirmPayment(options);
    if (!error) {
      if (paymentIntent?.status === 'requires_action') this.#page.noted();
      else this.#page.settled();
      return;
    }
    const isUnclear = error.retry === 'check_intent_first' || LOOK_AGAIN.includes(error.code);
    if (isUnclear || error.payment_intent?.status === 'canceled') await this.#page.look();
    this.#lock(false);
    // What customers can change, the form itself shows.
    if (error.who !== 'shopper') this.fail(error.message);
  }

  /** Names the button, and says what pressing it means, for a method. */
  #name(method: string): void {
    const { total, authorisesOnly } = this.#session;
    const reserves = authorisesOnly && AUTHORISABLE.includes(method);
    this.#button.textContent = total === null
      ? say('save_card') : say(reserves ? 'authorise' : 'pay', { amount: formatMoney(total) });
    byId('terms', HTMLElement).textContent = termsOf(this.#session, reserves);
  }

  #lock(locked: boolean): void {
    this.#paying = locked;
    this.#button.setAttribute('aria-disabled', String(locked));
    this.#status.textContent = locked ? say('one_moment') : '';
  }
}

/** The form asks for the card alone unless the session asks for more. */
function elementOptions({ billingAddressRequired, customerEmail, savedPaymentMethods }: Session): PaymentElementOptions {
  return {
    ...(billingAddressRequired && {
      fields: { billingDetails: { name: 'always', address: { country: 'always', postalCode: 'always' } } },
    }),
    ...(customerEmail !== null && { defaultValues: { billingDetails: { email: customerEmail } } }),
    ...(savedPaymentMethods && { savedPaymentMethods }),
  };
}

function termsOf({ merchant, mode }: Session, reserves: boolean): string {
  const terms = reserves ? ['reserve_terms' as const] : mode === 'subscription' ? ['subscription_terms' as const] : [];
  return [...terms, 'card_unseen' as const].map((key) => say(key, { merchant })).join(' ');
}
