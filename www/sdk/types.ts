// The public types. Names and shapes are Stripe.js's wherever it has them.

import type { Address, BillingDetails, ErrorObject, PaymentIntentObject, SetupIntentObject } from './protocol';

export type { ErrorObject, PaymentIntentObject, SetupIntentObject };

/** Billing details as a merchant gives them: every member may be left out. */
export type BillingDetailsInput = Partial<Omit<BillingDetails, 'address'>> & { address?: Partial<Address> | null };

/** The second argument of `Tillkit()`. */
export interface TillkitOptions {
  /** The gateway behind the provider's frame. */
  gateway?: {
    /** Whose API it is. @default 'wooshpay' */
    dialect?: 'wooshpay' | 'stripe' | 'payment_options';
    /** Where the API is. The frame's host list must allow it. @default the origin of `assetsBase` */
    apiBase?: string;
    /** Where the gateway's own payment pages are, for `redirectToCheckout()`. @default `apiBase` */
    checkoutBase?: string;
  };
  /**
   * Where the card fields live: in a frame of the provider's (SAQ A), or in this page, inside a shadow root
   * (SAQ A-EP).
   *
   * @default 'frame'
   */
  isolation?: 'frame' | 'inline';
  /**
   * The absolute URL of the folder that tillkit.js and its frames are served from. Required without a script tag.
   *
   * @default the script's own folder
   */
  assetsBase?: string;
  /** How a bank's challenge is shown. */
  challenge?: {
    /** In a dialog, or as a page of its own. @default 'modal' */
    display?: 'modal' | 'redirect';
    /** EMV window size: 01 is 250×400, 02 390×400, 03 500×600, 04 600×400, 05 the whole window. @default by the page's width */
    windowSize?: '01' | '02' | '03' | '04' | '05';
    /** How long the customer has, in milliseconds; at most 600,000, which is the default. */
    timeoutMs?: number;
  };
  /** A BCP 47 language tag, or 'auto' for the browser's language. @default 'auto' */
  locale?: string;
}

/** The argument of `tillkit.elements()`. */
export interface ElementsOptions {
  /**
   * The client secret of a PaymentIntent, `pi_…_secret_…`, or of a SetupIntent, `seti_…_secret_…`; with
   * `dialect: 'payment_options'`, your own token of an order.
   */
  clientSecret: string;
  /** A BCP 47 language tag, or 'auto'. @default the locale of `Tillkit()` */
  locale?: string;
  /** How the form looks. */
  appearance?: Appearance;
  /** Fonts that `appearance` names. */
  fonts?: (FontSource | CssFontSource)[];
}

/** A font for the form, as in an `@font-face` rule. */
export interface FontSource {
  /** The name that `fontFamily` says. */
  family: string;
  /** `url(https://…)`, of a host that the provider lists, or `url(data:font/woff2;base64,…)`. */
  src: string;
  weight?: string;
  style?: string;
  display?: string;
  stretch?: string;
  unicodeRange?: string;
}

/** Stripe's other kind of font source, which has no effect: no style sheets are loaded beside card fields. */
export interface CssFontSource {
  cssSrc: string;
}

/** `docs/appearance.md` has all of it, with defaults. */
export interface Appearance {
  /** `auto` is as light or dark as the place that the form stands in. @default 'auto' */
  theme?: 'auto' | 'light' | 'stripe' | 'dark' | 'night' | 'flat' | 'none';
  variables?: AppearanceVariables;
  /**
   * More, for single parts: properties by selector.
   *
   * @example { '.Input:focus': { borderColor: '#635bff' }, '.Tab--selected': { fontWeight: '600' } }
   */
  rules?: { [selector: string]: { [property: string]: string | number } };
  /** Above their fields, or inside. `auto`: inside where `inputs` are condensed. @default 'auto' */
  labels?: 'auto' | 'above' | 'floating';
  /** Whether there is room between fields, or they share their borders. @default 'spaced' */
  inputs?: 'spaced' | 'condensed';
  /** @default false */
  disableAnimations?: boolean;
}

/** Values as in CSS; `var(--colorPrimary)` and the like name other variables. */
export interface AppearanceVariables {
  colorPrimary?: string;
  colorBackground?: string;
  colorText?: string;
  colorTextSecondary?: string;
  colorTextPlaceholder?: string;
  colorBorder?: string;
  colorDanger?: string;
  colorDangerBackground?: string;
  colorSuccess?: string;
  colorWarning?: string;
  accessibleColorOnColorPrimary?: string;
  buttonColorBackground?: string;
  buttonColorText?: string;
  buttonBorderRadius?: string;
  borderRadius?: string;
  fontFamily?: string;
  fontSizeBase?: string;
  fontSizeSm?: string;
  fontWeightNormal?: string | number;
  fontWeightMedium?: string | number;
  fontWeightBold?: string | number;
  fontLineHeight?: string | number;
  spacingUnit?: string;
  gridRowSpacing?: string;
  gridColumnSpacing?: string;
  tabSpacing?: string;
  accordionItemSpacing?: string;
  pickerItemSpacing?: string;
  focusBoxShadow?: string;
  focusOutline?: string;
}

/** Whether the form asks for something: only `'always'` does. The other words are Stripe's. */
export type Asked = 'always' | 'auto' | 'if_required' | 'never';

/** The parts of a billing address that the form may ask for. */
export interface AddressFields {
  /** A list of countries and regions. */
  country?: Asked;
  /** By the name that it has in the chosen country. */
  postalCode?: Asked;
}

/** The billing details that the form may ask for. */
export interface BillingFields {
  /** The name on the card. */
  name?: Asked;
  /** Parts of the billing address; a single word asks for none of them. */
  address?: 'auto' | 'if_required' | 'never' | AddressFields;
}

/** The second argument of `elements.create()`. */
export interface PaymentElementOptions {
  /**
   * What the form asks for beside the card.
   *
   * @example { billingDetails: { name: 'always', address: { country: 'always', postalCode: 'always' } } }
   */
  fields?: { billingDetails?: 'auto' | 'never' | BillingFields };
  /** Billing details known beforehand. */
  defaultValues?: { billingDetails?: BillingDetailsInput };
  /** Show the form but take no input. */
  readOnly?: boolean;
  /** How several payment methods are shown. @default 'tabs' */
  layout?: Layout | LayoutOptions;
  /** Type strings of payment methods to show first, in this order. The others follow in the intent's order. */
  paymentMethodOrder?: string[] | null;
  /**
   * Cards that the customer has saved, to choose from: PaymentMethod objects as your server lists them for its customer.
   * What is no card is left out.
   */
  savedPaymentMethods?: SavedPaymentMethod[] | null;
  /** The customer may have them removed; then comes `savedpaymentmethodremove`. @default false */
  savedPaymentMethodRemove?: boolean;
}

/** What the form reads of a saved PaymentMethod. */
export interface SavedPaymentMethod {
  /** `pm_…` */
  id: string;
  /** What the form says of the card; the expiry also decides whether it is offered. */
  card?: { brand: string; last4: string; exp_month: number | string; exp_year: number | string } | null;
}

/** How several payment methods are shown. `auto` is tabs. */
export type Layout = 'tabs' | 'accordion' | 'auto';

/** `layout` with its details. */
export interface LayoutOptions {
  /** Tabs, or a list whose items open. @default 'tabs' */
  type?: Layout;
  /** Choose no method beforehand. @default false */
  defaultCollapsed?: boolean;
  /** How many methods of an accordion are shown at first. @default 5 */
  visibleAccordionItemsCount?: number;
}

/** The whole form, or cards alone. */
export type ElementType = 'payment' | 'card';

/** What each event carries, beside `elementType`. */
export interface ElementEvents {
  /** The form can be used. */
  ready: object;
  /** The form begins to load. */
  loaderstart: object;
  /** The form could not be loaded; mount it again to try again. */
  loaderror: { error: ErrorObject };
  /** What the form holds changed. None of it is in the event. */
  change: { empty: boolean; complete: boolean; collapsed: boolean; value: { type: string }; brand: string };
  /** A field got the focus. */
  focus: object;
  /** A field lost the focus. */
  blur: object;
  /** Escape was pressed in the form. */
  escape: object;
  /** Enter was pressed in the form, or the customer has approved the payment in Apple Pay's or Google Pay's sheet: confirm it. A merchant's `<form>` around the container is submitted as well. */
  submit: object;
  /** The customer is being asked for something: `ddc` (unseen), `challenge` or `redirect`. */
  actionstart: { kind: string };
  /** That is over: `completed`, `timed_out`, `unavailable` or `canceled`. */
  actionend: { kind: string; outcome: string };
  /** The page is about to leave for the bank. After `preventDefault()` it stays, and the call ends in `redirect_prevented`. */
  beforeredirect: { url: string; preventDefault(): void };
  /** The form was loaded anew, so what was typed is gone. */
  restarted: object;
  /** The customer wants a saved payment method removed, and has said so twice: have your server detach it. */
  savedpaymentmethodremove: { paymentMethod: string };
}

/** What a handler gets. */
export type ElementEvent<K extends keyof ElementEvents> = ElementEvents[K] & { elementType: ElementType };

/** The form, as `elements.create()` makes it. Its methods give it back, so that calls can be chained. */
export interface PaymentElement {
  /**
   * Puts the form into a container, a CSS selector or an element, also one inside a shadow root. Mounting it
   * where it is does nothing; mounting it elsewhere moves it, and what was typed is gone.
   *
   * @throws TillkitError `container_not_found`, `container_in_use`, `element_destroyed`
   */
  mount(container: string | Element): PaymentElement;
  /** Takes the form away; it can be mounted again. A call that runs ends in `element_destroyed`. */
  unmount(): PaymentElement;
  /** Takes the form away for good. */
  destroy(): PaymentElement;
  /** Changes these options, and leaves the others and what was typed. */
  update(options: PaymentElementOptions): PaymentElement;
  /** Focuses the first field. */
  focus(): PaymentElement;
  /** Takes the focus from the form. */
  blur(): PaymentElement;
  /** Empties every field. */
  clear(): PaymentElement;
  /** Present for Stripe's sake: this form has nothing to collapse. */
  collapse(): PaymentElement;
  /** Calls the handler at every event of this type. */
  on<K extends keyof ElementEvents>(type: K, handler: (event: ElementEvent<K>) => void): PaymentElement;
  /** Calls the handler at the next event of this type. */
  once<K extends keyof ElementEvents>(type: K, handler: (event: ElementEvent<K>) => void): PaymentElement;
  /** Removes a handler, or every handler of this type. */
  off<K extends keyof ElementEvents>(type: K, handler?: (event: ElementEvent<K>) => void): PaymentElement;
}

/** A group of elements for one intent, as `tillkit.elements()` makes it. */
export interface Elements {
  /**
   * Makes an element. Nothing happens before it is mounted.
   *
   * @throws TillkitError `element_exists`, `not_supported`
   */
  create(type: ElementType, options?: PaymentElementOptions): PaymentElement;
  /** The element of this type, null when there is none. */
  getElement(type: ElementType | { readonly __elementType: string }): PaymentElement | null;
  /** Checks the form, shows its errors and focuses the first field with one. */
  submit(): Promise<{ error?: ErrorObject }>;
  /** Changes these, of mounted elements too: what was typed stays. */
  update(options: Partial<Omit<ElementsOptions, 'clientSecret'>>): Promise<void>;
  /** Present for Stripe's sake: every confirmation reads the intent anew. */
  fetchUpdates(): Promise<{ error?: ErrorObject }>;
  /** Hears an event of every element of this group. */
  on<K extends keyof ElementEvents>(type: K, handler: (event: ElementEvent<K>) => void): Elements;
}

/** The argument of `tillkit.confirmPayment()`. */
export interface ConfirmPaymentOptions {
  /** What `tillkit.elements()` gave; its element must be mounted. */
  elements: Elements;
  /** May be given again; must be that of `elements`. */
  clientSecret?: string;
  /** What goes to the gateway with the confirmation. */
  confirmParams?: {
    /** The page to come back to: absolute, https or on this machine. Required unless `redirect` is 'if_required'. */
    return_url?: string;
    /** What you know of the customer; it stands above what was typed. */
    payment_method_data?: { billing_details?: BillingDetailsInput };
    /** Who gets the goods. Sent with `dialect: 'payment_options'` only: the other gateways know it from your server. */
    shipping?: BillingDetailsInput;
    /** Fail with `authentication_required` rather than ask the customer for anything, where the gateway knows how. */
    error_on_requires_action?: boolean;
  };
  /** Whether success, too, ends on `return_url`, or only a bank's redirect. @default 'always' */
  redirect?: 'always' | 'if_required';
}

/** The second argument of `tillkit.confirmCardPayment()`. */
export interface ConfirmCardPaymentData {
  /** The mounted element, and what you know of the customer. */
  payment_method: { card: PaymentElement; billing_details?: BillingDetailsInput };
  /** The page to come back to, where a bank has to be gone to. */
  return_url?: string;
}

/** What became of a payment: an intent, whose `status` says how far it is, or an error. */
export type PaymentIntentResult =
  | { paymentIntent: PaymentIntentObject; error?: undefined }
  | { paymentIntent?: undefined; error: ErrorObject };

/** What became of saving a payment method. */
export type SetupIntentResult =
  | { setupIntent: SetupIntentObject; error?: undefined }
  | { setupIntent?: undefined; error: ErrorObject };

/** What became of an intent of either kind. */
export type IntentResult =
  | { paymentIntent: PaymentIntentObject; setupIntent?: undefined; error?: undefined }
  | { setupIntent: SetupIntentObject; paymentIntent?: undefined; error?: undefined }
  | { error: ErrorObject; paymentIntent?: undefined; setupIntent?: undefined };

type NotSupported = () => Promise<{ error: ErrorObject }>;

/** What `Tillkit()` gives. Its calls never throw for what happens to a payment: they resolve to a result. */
export interface Tillkit {
  /** The loader's version. */
  readonly version: string;
  /** @throws TillkitError `client_secret_missing`, `client_secret_malformed` */
  elements(options: ElementsOptions): Elements;
  /** Pays with what the mounted form holds. A second call while one runs is the same promise. */
  confirmPayment(options: ConfirmPaymentOptions): Promise<PaymentIntentResult>;
  /** Stripe's older call: pays with a mounted element, and stays in the page after success. */
  confirmCardPayment(clientSecret: string, data: ConfirmCardPaymentData): Promise<PaymentIntentResult>;
  /** Carries out the intent's pending next action. */
  handleNextAction(options: { clientSecret: string }): Promise<IntentResult>;
  /** The PaymentIntent as it is now. */
  retrievePaymentIntent(clientSecret: string): Promise<PaymentIntentResult>;
  /**
   * Carries on after a reload or a bank's redirect: the attempt that this tab began, or else the intent whose
   * client secret is in the page's address. Null when there is neither.
   */
  resume(options?: { clientSecret?: string }): Promise<IntentResult | null>;
  /** Saves what the mounted form holds, without a payment: for a SetupIntent. */
  confirmSetup(options: ConfirmPaymentOptions): Promise<SetupIntentResult>;
  /** The SetupIntent as it is now. */
  retrieveSetupIntent(clientSecret: string): Promise<SetupIntentResult>;
  /**
   * Takes the customer to the gateway's own payment page, for a session of your server's; its `url`, where you have it,
   * is the same page. Resolves when the page is about to change.
   */
  redirectToCheckout(options: { sessionId: string }): Promise<{ error?: ErrorObject }>;
  /** Present because wrappers look for it; resolves to an error with the code `not_supported`. */
  createPaymentMethod: NotSupported;
  /** As `createPaymentMethod`. */
  createToken: NotSupported;
}

/** `window.Tillkit`. */
export interface TillkitConstructor {
  /**
   * @example
   * const tillkit = Tillkit('pk_test_…', { gateway: { apiBase: 'https://api.provider.example' } });
   *
   * @throws TillkitError `invalid_key`, `secret_key_in_browser`, `assets_base_missing`, `insecure_address`,
   * `invalid_option`
   */
  (key: string, options?: TillkitOptions): Tillkit;
  /** The loader's version. */
  readonly version: string;
}
