import { createTillkit } from './tillkit';
import type { Tillkit, TillkitOptions } from './types';

export { TillkitError } from './error';
export type * from './types';

/**
 * Makes a `Tillkit` object; null where there is no `window`, so that a server can render the page around it.
 *
 * @example
 * const tillkit = await loadTillkit('pk_test_…', { assetsBase: 'https://js.provider.example/v1/' });
 *
 * @throws TillkitError (as a rejection) `assets_base_missing`, `invalid_key`, `invalid_option`
 */
export async function loadTillkit(key: string, options?: TillkitOptions): Promise<Tillkit | null> {
  return typeof window == 'undefined' ? null : createTillkit(key, options);
}
