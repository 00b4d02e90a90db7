// What the loader imports into the merchant's page: `isolation: 'inline'`.

import { loadEngine, type Start } from './engine';

// The one that takes a broken one's place has something after its name.
if (!/\?\d/.test(import.meta.url)) console.warn("Tillkit: isolation 'inline' makes PCI SAQ A-EP apply");

/** What was loaded, or is loading; forgotten when that fails, so that the next engine tries anew. */
let load: Start | undefined;

/**
 * Starts an engine in this page.
 *
 * @param base the folder of our assets; the same for every engine of a page
 * @param wasm the engine's WebAssembly file, when it is not in that folder: its address, or compiled
 */
export function startEngine(port: MessagePort, root: ShadowRoot | null, base: string, wasm?: string | WebAssembly.Module): void {
  load ??= loadEngine(base, false, wasm, () => {
    load = undefined;
  });
  load(port, root);
}
