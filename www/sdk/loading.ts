import type { Tillkit } from './types';

const loading = new Map<string, Promise<Tillkit | null>>();

/**
 * Makes a `Tillkit` object once for each key and options, so that a component may ask for it at every rendering;
 * null where there is no `window`. What failed is forgotten, and may be tried again.
 */
export function loadOnce(key: string, options: object | undefined, make: () => Tillkit): Promise<Tillkit | null> {
  if (typeof window == 'undefined') return Promise.resolve(null);
  const name = JSON.stringify([key, options]);
  let promise = loading.get(name);
  if (!promise) {
    promise = new Promise((resolve) => resolve(make()));
    promise.catch(() => loading.delete(name));
    loading.set(name, promise);
  }
  return promise;
}
