// Compiled, never run: code written for `@stripe/stripe-js` compiles with a Tillkit object, and where the types
// differ, they differ in what docs/stripe-compatibility.md says and in nothing else.

import type {
  PaymentIntent, Stripe, StripeElementBase, StripeElements, StripeElementsOptionsClientSecret,
  StripeElementsUpdateOptions, StripeError, StripePaymentElement, StripePaymentElementChangeEvent, StripePaymentElementOptions,
} from '@stripe/stripe-js';
import { loadTillkit, type ElementEvent, type Elements, type ElementsOptions, type ErrorObject, type PaymentElement, type PaymentElementOptions, type PaymentIntentObject, type Tillkit } from '../../www/sdk/index';
import { asStripe } from '../../www/sdk/stripe';

/** The members of Stripe's object that a Tillkit object has. */
type Members =
  | 'elements' | 'confirmPayment' | 'confirmSetup' | 'handleNextAction' | 'retrievePaymentIntent' | 'retrieveSetupIntent'
  | 'createPaymentMethod' | 'confirmCardPayment' | 'createToken';

type Subset = Pick<Stripe, Members>;

/** Fails to compile unless it is given `true`. */
type Holds<T extends true> = T;
type Fits<From, To> = [From] extends [To] ? true : false;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The values of a type whose unset members are null, as Stripe's are absent. */
type Set<T> = { [K in keyof T]: NonNullable<T[K]> };

// Code of a shop, as it was before it changed its provider.

async function pay(stripe: Subset, elements: StripeElements): Promise<string> {
  const { error: incomplete } = await elements.submit();
  if (incomplete) return incomplete.message ?? incomplete.type;
  const { paymentIntent, error } = await stripe.confirmPayment({
    elements,
    confirmParams: { return_url: 'https://shop.example/done', payment_method_data: { billing_details: { name: 'Ada' } } },
    redirect: 'if_required',
  });
  if (error) return `${error.type} ${error.code} ${error.decline_code} ${error.payment_intent?.status}`;
  return paymentIntent.status === 'succeeded' ? paymentIntent.id : paymentIntent.status;
}

async function payWithCard(stripe: Subset, clientSecret: string): Promise<string | undefined> {
  const elements = stripe.elements({ clientSecret, locale: 'en' });
  const card = elements.create('card');
  card.mount('#card');
  card.on('change', ({ complete, empty }) => void [complete, empty]);
  const { paymentIntent, error } = await stripe.confirmCardPayment(clientSecret, {
    payment_method: { card, billing_details: { name: 'Ada' } },
  });
  return error ? error.message : paymentIntent.status;
}

async function look(stripe: Subset, clientSecret: string): Promise<string> {
  const { paymentIntent } = await stripe.retrievePaymentIntent(clientSecret);
  const next = await stripe.handleNextAction({ clientSecret });
  return `${paymentIntent?.amount} ${next.paymentIntent?.status} ${next.error?.code}`;
}

function mount(stripe: Subset, clientSecret: string): StripePaymentElement {
  const elements = stripe.elements({ clientSecret, appearance: { theme: 'stripe', variables: { colorPrimary: '#0a2540' }, rules: { '.Tab': { border: '1px solid #0a2540' } } }, fonts: [{ family: 'Ideal Sans', src: 'url(https://shop.example/ideal.woff2)', weight: '500' }] });
  const element = elements.create('payment', { fields: { billingDetails: { name: 'always' } }, readOnly: false });
  element.on('ready', ({ elementType }) => void elementType);
  element.once('loaderror', ({ error }) => void error.message);
  element.mount('#checkout');
  elements.update({ locale: 'de' });
  return elements.getElement('payment') ?? element;
}

export async function shop(tillkit: Tillkit): Promise<unknown[]> {
  const stripe = asStripe(tillkit);
  const loaded: Stripe | null = await asStripe(loadTillkit('pk_test_1', { assetsBase: 'https://js.provider.example/v1/' }));
  const elements = stripe.elements({ clientSecret: 'pi_1_secret_2' });
  return [loaded, mount(stripe, ''), await pay(stripe, elements), await payWithCard(stripe, ''), await look(stripe, '')];
}

// `asStripe()` could claim anything. This holds it to what is there.

export type Checks = [
  // Every member is there, and is called with as many arguments or fewer.
  Holds<Same<Members & keyof Tillkit, Members>>,
  Holds<Fits<Exclude<keyof Tillkit, Members>, 'resume' | 'version' | 'redirectToCheckout'>>,
  Holds<Fits<Parameters<Tillkit['confirmCardPayment']>['length'], 2>>,
  Holds<Same<keyof Elements, 'create' | 'getElement' | 'submit' | 'update' | 'fetchUpdates' | 'on'>>,
  Holds<Fits<Exclude<keyof Elements, keyof StripeElements>, 'on'>>,
  Holds<Fits<keyof StripeElementBase | 'on' | 'once' | 'off' | 'update' | 'collapse', keyof PaymentElement>>,

  // What Stripe's take, ours take.
  Holds<Fits<StripePaymentElementOptions, PaymentElementOptions>>,
  Holds<Fits<Omit<StripeElementsOptionsClientSecret, 'clientSecret'> & { clientSecret: string }, ElementsOptions>>,
  Holds<Fits<Pick<StripeElementsUpdateOptions, 'locale' | 'appearance' | 'fonts'>, Parameters<Elements['update']>[0]>>,

  // What Stripe's give, ours give.
  Holds<Fits<ElementEvent<'change'> & { elementType: 'payment' }, StripePaymentElementChangeEvent>>,
  Holds<Fits<ReturnType<Elements['update']>, ReturnType<StripeElements['update']>>>,
  Holds<Fits<Exclude<keyof PaymentIntent, keyof PaymentIntentObject>, 'shipping'>>,
  Holds<Fits<Pick<PaymentIntentObject, Plain>, Pick<PaymentIntent, Plain>>>,
  Holds<Fits<keyof StripeError, keyof ErrorObject | MissingErrorMembers>>,
  Holds<Fits<Pick<Set<ErrorObject>, 'code' | 'decline_code' | 'param' | 'doc_url' | 'message'>, Pick<StripeError, 'code' | 'decline_code' | 'param' | 'doc_url' | 'message'>>>,
];

/** The members of an intent that are texts, numbers or null here and there. The others are Stripe's words, which are wider here. */
type Plain =
  | 'id' | 'amount' | 'currency' | 'client_secret' | 'created' | 'livemode' | 'description' | 'canceled_at'
  | 'payment_method' | 'payment_method_types' | 'receipt_email';

/** Members of Stripe's errors that ours do not have. */
type MissingErrorMembers = 'charge' | 'payment_method' | 'request_log_url' | 'source';
