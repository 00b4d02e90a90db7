// `tillkit/element`: `<tillkit-payment>` for a module. Importing it does nothing.

import { definePaymentTag } from './payment_tag';
import { createTillkit } from './tillkit';
import type { TillkitOptions } from './types';

export type { TillkitPaymentElement } from './payment_tag';
export type * from './types';

/**
 * Defines `<tillkit-payment>`, once; does nothing on a server.
 *
 * @param defaults options of every element that has no attribute for them; `assetsBase` usually, as without a script
 *   tag there is no folder to take it from
 *
 * @example
 * defineTillkitPayment({ assetsBase: 'https://js.provider.example/v1/' });
 */
export function defineTillkitPayment(defaults?: TillkitOptions): void {
  if (typeof window == 'undefined') return;
  definePaymentTag((key, options) => createTillkit(key, { ...defaults, ...options }));
}
