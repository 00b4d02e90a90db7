// `<tillkit-payment>`: the form as a custom element.

import { problem } from './error';
import type {
  Appearance, ConfirmPaymentOptions, Elements, ElementEvents, ElementsOptions, PaymentElement, PaymentElementOptions, IntentResult, Tillkit,
  TillkitOptions,
} from './types';

const EVENTS: (keyof ElementEvents)[] = [
  'ready', 'loaderstart', 'loaderror', 'change', 'focus', 'blur', 'escape', 'submit', 'actionstart', 'actionend',
  'beforeredirect', 'restarted',
];

/** Attributes that make another form when they change. */
const ATTRIBUTES = ['publishable-key', 'client-secret', 'assets-base', 'api-base', 'isolation', 'locale'];

/** A `<tillkit-payment>`. Its attributes are those of docs/quickstart-element.md; its events are the payment element's, as DOM events. */
export interface TillkitPaymentElement extends HTMLElement {
  /** The options of `elements.create('payment', …)`; set them before the element is in the page, or call `update`. */
  options: PaymentElementOptions;
  /** How the form looks; may be set at any time. */
  appearance: Appearance | undefined;
  /** Fonts that `appearance` names; set them before the element is in the page. */
  fonts: ElementsOptions['fonts'];
  /** The attribute `client-secret`. */
  clientSecret: string | null;
  /** What the form was made with; none while attributes are missing or the element is not in the page. */
  readonly tillkit: Tillkit | undefined;
  /** As `tillkit`. */
  readonly elements: Elements | undefined;
  /** Pays with what the form holds: `tillkit.confirmPayment` with the form's own elements. */
  confirm(options?: Omit<ConfirmPaymentOptions, 'elements'>): Promise<IntentResult>;
  update(options: PaymentElementOptions): void;
  addEventListener<K extends keyof TillkitPaymentEvents>(
    type: K, listener: (this: TillkitPaymentElement, event: TillkitPaymentEvents[K]) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/** Its events: their `detail` is what the payment element's handlers get. */
export type TillkitPaymentEvents = { [K in Exclude<keyof ElementEvents, keyof GlobalEventHandlersEventMap>]: CustomEvent<ElementEvents[K]> } & {
  change: CustomEvent<ElementEvents['change']>;
  /** What `resume()` found when it carried on a payment by itself. */
  resume: CustomEvent<IntentResult>;
};

declare global {
  interface HTMLElementTagNameMap {
    'tillkit-payment': TillkitPaymentElement;
  }
}

/** How `Tillkit()` is called where the element is defined. */
type Make = (key: string, options: TillkitOptions) => Tillkit;

/**
 * Defines `<tillkit-payment>`, once.
 *
 * @example
 * <tillkit-payment publishable-key="pk_test_…" client-secret="pi_…_secret_…"></tillkit-payment>
 * document.querySelector('tillkit-payment').confirm({ redirect: 'if_required' });
 */
export function definePaymentTag(make: Make): void {
  if (customElements.get('tillkit-payment')) return;
  // One object for all elements of the same options: what it keeps for `resume()`, a hidden frame, is there but once.
  const made = new Map<string, Tillkit>();

  class TillkitPayment extends HTMLElement {
    static observedAttributes = ATTRIBUTES;

    /** The options of `elements.create('payment', …)`; set them before the element is in the page, or call `update`. */
    options: PaymentElementOptions = {};
    fonts: ElementsOptions['fonts'];
    #appearance: Appearance | undefined;
    #tillkit: Tillkit | undefined;
    #elements: Elements | undefined;
    #form: PaymentElement | undefined;
    /** The attributes that the form was made with. */
    #made = '';

    get tillkit(): Tillkit | undefined {
      return this.#tillkit;
    }

    get elements(): Elements | undefined {
      return this.#elements;
    }

    get appearance(): Appearance | undefined {
      return this.#appearance;
    }

    set appearance(appearance: Appearance | undefined) {
      this.#appearance = appearance;
      this.#elements?.update({ appearance: appearance ?? {} });
    }

    get clientSecret(): string | null {
      return this.getAttribute('client-secret');
    }

    set clientSecret(secret: string | null) {
      if (secret == null) this.removeAttribute('client-secret');
      else this.setAttribute('client-secret', secret);
    }

    /**
     * Pays with what the form holds, or saves it where the client secret is a SetupIntent's: `tillkit.confirmPayment` or
     * `tillkit.confirmSetup` with the form's own elements.
     */
    async confirm(options: Omit<ConfirmPaymentOptions, 'elements'> = {}): Promise<IntentResult> {
      this.#renew();
      const call = this.clientSecret?.startsWith('seti_') ? 'confirmSetup' : 'confirmPayment';
      // Without elements, the call says what is missing.
      return this.#tillkit?.[call]({ ...options, elements: this.#elements as Elements })
        ?? { error: problem('element_not_mounted', 'Give the element its attributes, and put it into the page') };
    }

    update(options: PaymentElementOptions): void {
      this.options = { ...this.options, ...options };
      this.#form?.update(this.options);
    }

    connectedCallback(): void {
      this.style.display ||= 'block';
      this.#renewSoon();
    }

    disconnectedCallback(): void {
      this.#renewSoon();
    }

    attributeChangedCallback(): void {
      this.#renewSoon();
    }

    /** Later, when all attributes are set, and when moving the element in the page is over: that is no goodbye. */
    #renewSoon(): void {
      queueMicrotask(() => this.#renew());
    }

    #renew(): void {
      const [key, secret] = ['publishable-key', 'client-secret'].map((name) => this.getAttribute(name));
      const wanted = this.isConnected && key && secret
        ? ATTRIBUTES.map((name) => this.getAttribute(name) ?? '').join('\n') : '';
      if (wanted == this.#made) return;
      this.#form?.destroy();
      this.#form = this.#elements = this.#tillkit = undefined;
      this.#made = wanted;
      if (wanted) this.#start(key!, secret!);
    }

    #start(key: string, clientSecret: string): void {
      const read = (name: string): string | undefined => this.getAttribute(name) ?? undefined;
      const apiBase = read('api-base');
      const options: TillkitOptions = {};
      if (apiBase) options.gateway = { apiBase };
      const [assetsBase, isolation, locale] = ['assets-base', 'isolation', 'locale'].map(read);
      if (assetsBase) options.assetsBase = assetsBase;
      if (isolation) options.isolation = isolation as 'frame' | 'inline';
      if (locale) options.locale = locale;
      try {
        const name = JSON.stringify([key, options]);
        this.#tillkit = made.get(name) ?? make(key, options);
        made.set(name, this.#tillkit);
        this.#elements = this.#tillkit.elements({ clientSecret, appearance: this.#appearance, fonts: this.fonts });
        const form = this.#form = this.#elements.create('payment', this.options);
        for (const name of EVENTS) {
          form.on(name, (event) => {
            const { preventDefault, ...detail } = event as typeof event & { preventDefault?: () => void };
            // A form around the element is submitted by itself, and hears of that.
            const travels = name != 'submit';
            const heard = new CustomEvent(name, { detail, bubbles: travels, composed: travels, cancelable: !!preventDefault });
            if (!this.dispatchEvent(heard)) preventDefault?.();
          });
        }
        form.mount(this);
      } catch (error) {
        // Nobody called, so there is nobody to throw at.
        console.error(error);
        this.dispatchEvent(new CustomEvent('loaderror', { detail: { elementType: 'payment', error }, bubbles: true, composed: true }));
        return;
      }
      this.#tillkit.resume().then((result) => {
        const { error } = result ?? {};
        const id = (result?.paymentIntent ?? result?.setupIntent ?? error?.payment_intent ?? error?.setup_intent)?.id;
        // What this tab had under way may be another element's.
        if (result && (!id || clientSecret.startsWith(`${id}_secret_`))) this.dispatchEvent(new CustomEvent('resume', { detail: result, bubbles: true, composed: true }));
      });
    }
  }
  customElements.define('tillkit-payment', TillkitPayment);
}
