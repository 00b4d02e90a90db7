import init, { start } from 'tillkit-engine';
import type { ErrorObject, FromEngine, ToEngine } from '../sdk/protocol';
import { loadAsset } from './asset';
import { Extras } from './extras';
import { LoadError } from './load_error';
import { adoptStyles, watchLook } from './look';
import { compile, refusedByPolicy } from './wasm';
import { onBroken } from './watched_exports';

/** Set by the build: the name of the engine's wasm file beside this script. */
declare const TILLKIT_ENGINE: string;
/** Set by the build: its hash, `sha384-…`. */
declare const TILLKIT_ENGINE_INTEGRITY: string;

/** Starts one engine. */
export type Start = (port: MessagePort, root: HTMLElement | ShadowRoot | null) => void;

async function readHosts(response: Response): Promise<string[]> {
  const text = await response.text();
  try {
    const { apiBases } = JSON.parse(text);
    // Without the list, the engine would take any host: rather none.
    if (Array.isArray(apiBases) && apiBases.every((base) => typeof base === 'string')) return apiBases;
  } catch {
    // Told below, as a list of another shape is.
  }
  throw new LoadError('load_failed', 'provider', `${response.url} must be JSON with a list of texts, apiBases.`);
}

async function prepare(base: string, restricted: boolean, wasm: string | WebAssembly.Module): Promise<Start> {
  const [module, allowedApiBases] = await Promise.all([
    typeof wasm === 'string' ? compile(wasm, TILLKIT_ENGINE_INTEGRITY) : wasm,
    restricted ? loadAsset(`${base}hosts.json`, readHosts) : null,
  ]);
  await init(module).catch((reason) => {
    refusedByPolicy(reason);
    throw reason;
  });
  const extras = new Extras(base);
  return (port, root) => start(port, root, allowedApiBases, extras);
}

function describe(reason: unknown): ErrorObject {
  const { code, who, message } = reason instanceof LoadError
    ? reason : new LoadError('wasm_failed', 'provider', `The engine did not start: ${String(reason)}.`);
  return {
    type: 'api_connection_error', code, decline_code: null, param: null, doc_url: null, message, who,
    retry: code === 'load_failed' ? 'safe' : 'after_change', payment_intent: null,
  };
}

/**
 * Loads the engine from the folder `base`: its code and the list of hosts at once, compiled as it comes in.
 *
 * @param restricted whether the list beside the frame says which gateways the engine may speak to; in the
 *   merchant's own page, the merchant's policy does
 * @param wasm the WebAssembly file's address, or that file compiled
 * @param failed called when it did not load
 * What goes wrong is told over the port of each engine that waits for it.
 */
export function loadEngine(
  base: string,
  restricted: boolean,
  wasm: string | WebAssembly.Module = base + TILLKIT_ENGINE,
  failed = (): void => {},
): Start {
  const prepared = prepare(base, restricted, wasm);
  prepared.catch(failed);
  const ports = new Set<MessagePort>();
  onBroken(() => {
    for (const port of ports) {
      const message: FromEngine = 'crashed';
      port.postMessage(message);
    }
    ports.clear();
  });
  return (port, root) => {
    ports.add(port);
    if (root) adoptStyles(root);
    port.addEventListener('message', ({ data }: MessageEvent<ToEngine>) => {
      if (data === 'destroy') ports.delete(port);
    });
    Promise.all([prepared, watchLook(port, root, base)]).then(([begin, repeat]) => {
      begin(port, root);
      repeat();
    }).catch((reason) => {
      // Broken while it started, which is said already.
      if (!ports.has(port)) return;
      const message: FromEngine = { loadError: describe(reason) };
      port.postMessage(message);
    });
  };
}
