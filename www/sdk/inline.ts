// `tillkit/inline`: the loader with the engine beside it, for a page that runs it itself. Importing it does nothing.

import { loadOnce } from './loading';
import { createTillkit } from './tillkit';
import type { Tillkit, TillkitOptions } from './types';

export { TillkitError } from './error';
export type * from './types';

/** The second argument of `loadTillkit()`. */
export interface InlineOptions extends Omit<TillkitOptions, 'isolation'> {
  /**
   * The engine's WebAssembly file: its address, or the compiled module.
   *
   * @default the one in this package, which the bundler copies into its output
   */
  wasm?: string | URL | WebAssembly.Module;
}

/**
 * Makes a `Tillkit` object whose form runs in this page (`isolation: 'inline'`, PCI SAQ A-EP); null where there is
 * no `window`. The bundler carries the engine along: its module and its WebAssembly file, each by
 * `new URL('…', import.meta.url)`. `assetsBase` still says where the surface and return pages are.
 *
 * @example
 * const tillkit = await loadTillkit('pk_test_…', { assetsBase: 'https://shop.example/tillkit/' });
 *
 * @throws TillkitError (as a rejection) `invalid_key`, `invalid_option`,
 * `assets_base_missing`, `insecure_address`
 */
export function loadTillkit(key: string, options?: InlineOptions): Promise<Tillkit | null> {
  return loadOnce(key, options, () => {
    const { wasm = new URL('./engine.wasm', import.meta.url), ...others }: InlineOptions = Object(options);
    return createTillkit(key, { ...others, isolation: 'inline' }, undefined, {
      module: new URL('./engine.js', import.meta.url).href,
      wasm: typeof wasm == 'string' || wasm instanceof URL ? new URL(wasm, location.href).href : wasm,
    });
  });
}
