// `tillkit/stripe`: for TypeScript code that was written against the types of `@stripe/stripe-js`.

import type { Stripe } from '@stripe/stripe-js';
import type { Tillkit } from './types';

/**
 * Gives a `Tillkit` object, or the promise of one, the type that Stripe's own tools ask for. It is the same object:
 * members of Stripe's that Tillkit does not have are not there, whatever the type says
 * (`docs/stripe-compatibility.md` lists them).
 *
 * @example
 * const stripe = asStripe(loadTillkit('pk_test_…', { assetsBase }));
 * <Elements stripe={stripe} options={{ clientSecret }}>…</Elements>
 */
export function asStripe(tillkit: Tillkit): Stripe;
export function asStripe(tillkit: Tillkit | null): Stripe | null;
export function asStripe(tillkit: Promise<Tillkit | null>): Promise<Stripe | null>;
export function asStripe(tillkit: unknown): unknown {
  return tillkit;
}
