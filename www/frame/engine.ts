import init, { start } from 'tillkit-engine';
import type { ErrorObject, FromEngine } from '../sdk/protocol';
import { loadAsset } from './asset';
import { isIntact } from './integrity';
import { LoadError } from './load_error';

/** Set by the build: the name of the engine's wasm file beside this script. */
declare const TILLKIT_ENGINE: string;
/** Set by the build: its hash, `sha384-…`. */
declare const TILLKIT_ENGINE_INTEGRITY: string;

/** Starts one engine. */
export type Start = (port: MessagePort, root: HTMLElement | ShadowRoot | null) => void;

/** Browsers refuse to compile or, WebKit, to instantiate; only the words tell that it was the policy. */
function refusedByPolicy(reason: unknown): void {
  if (/content.security.policy|\bcsp\b|unsafe-eval/i.test(String(reason))) {
    throw new LoadError('wasm_blocked_by_csp', 'merchant',
      "The page's Content-Security-Policy refuses WebAssembly: add 'wasm-unsafe-eval' to script-src.");
  }
}

async function compile(url: string): Promise<WebAssembly.Module> {
  // Apple's Lockdown Mode, for one, takes WebAssembly away.
  if (typeof WebAssembly === 'undefined') {
    throw new LoadError('wasm_unsupported', 'shopper', 'This browser runs no WebAssembly. Use another browser or device.');
  }
  return loadAsset(url, async (response) => {
    // Both read as it comes in; nothing of it runs before both are done.
    const intact = response.clone().arrayBuffer().then((bytes) => isIntact(bytes, TILLKIT_ENGINE_INTEGRITY));
    const compiled = compileResponse(response).catch((reason: unknown) => ({ reason }));
    if (!(await intact)) {
      // The next attempt goes past a damaged copy in a cache.
      throw new LoadError('integrity_mismatch', 'provider',
        `${url} is not the file of this release (it is not ${TILLKIT_ENGINE_INTEGRITY}): serve the files as they were built.`, true);
    }
    const module = await compiled;
    if (module instanceof WebAssembly.Module) return module;
    refusedByPolicy(module.reason);
    throw new LoadError('wasm_unsupported', 'shopper',
      `This browser can't run the payment form (${String(module.reason)}). Update it, or use another browser or device.`);
  });
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  // Compiling while it loads needs the right media type; a server without it only costs time.
  return response.headers.get('content-type') === 'application/wasm' && WebAssembly.compileStreaming
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

async function readHosts(response: Response): Promise<string[]> {
  const text = await response.text();
  try {
    return JSON.parse(text).apiBases;
  } catch {
    throw new LoadError('load_failed', 'provider', `${response.url} is not JSON.`);
  }
}

async function prepare(base: string, restricted: boolean, wasm: string | WebAssembly.Module): Promise<Start> {
  const [module, allowedApiBases] = await Promise.all([
    typeof wasm === 'string' ? compile(wasm) : wasm,
    restricted ? loadAsset(`${base}hosts.json`, readHosts) : null,
  ]);
  await init({ module_or_path: module }).catch((reason) => {
    refusedByPolicy(reason);
    throw reason;
  });
  return (port, root) => start(port, root, allowedApiBases, {mark: () => "", banks: async () => [["maybank2u","Maybank2U"]], qr: async () => ({side: 21, path: "M0 0h7v7H0z"})} as never);
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
 * What goes wrong is told over the port of each engine that waits for it.
 */
export function loadEngine(base: string, restricted: boolean, wasm: string | WebAssembly.Module = base + TILLKIT_ENGINE): Start {
  const prepared = prepare(base, restricted, wasm);
  const ports: MessagePort[] = [];
  // A panic is a trap: nothing of this instance can be relied upon any more.
  const trapped = (reason: unknown): void => {
    // In a merchant's page, other modules may trap as well.
    if (!(reason instanceof WebAssembly.RuntimeError) || !(restricted || reason.stack?.includes(new URL('.', import.meta.url).href))) return;
    for (const port of ports.splice(0)) {
      const message: FromEngine = 'crashed';
      port.postMessage(message);
    }
  };
  addEventListener('error', ({ error }) => trapped(error));
  addEventListener('unhandledrejection', ({ reason }) => trapped(reason));
  return (port, root) => {
    ports.push(port);
    prepared.then((begin) => begin(port, root)).catch((reason) => {
      const message: FromEngine = { loadError: describe(reason) };
      port.postMessage(message);
    });
  };
}
