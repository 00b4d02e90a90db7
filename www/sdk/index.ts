// `tillkit`: the loader as a module. Importing it does nothing.

import { loadOnce } from './loading';
import { createTillkit } from './tillkit';
import type { Tillkit, TillkitOptions } from './types';

export { TillkitError } from './error';
export type * from './types';

/**
 * Makes a `Tillkit` object; null where there is no `window`, so that a server can render the page around it.
 * The same key and options give the same promise, as long as it does not reject.
 *
 * @example
 * const tillkit = await loadTillkit('pk_test_…', { assetsBase: 'https://js.provider.example/v1/' });
 *
 * @throws TillkitError (as a rejection) `invalid_key`, `invalid_option`,
 * `assets_base_missing`, `insecure_address`
 */
export function loadTillkit(key: string, options?: TillkitOptions): Promise<Tillkit | null> {
  return loadOnce(key, options, () => createTillkit(key, options));
}
