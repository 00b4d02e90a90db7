// What the loader imports into the merchant's page: `isolation: 'inline'`.

import { loadEngine, type Start } from './engine';

let load: Start | undefined;

/**
 * Starts an engine in this page.
 *
 * @param base the folder of our assets; the same for every engine of a page
 */
export function startEngine(port: MessagePort, root: ShadowRoot | null, base: string): void {
  load ??= loadEngine(base, false);
  load(port, root);
}
