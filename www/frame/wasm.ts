import { loadAsset } from './asset';
import { isIntact, mismatch } from './integrity';
import { LoadError } from './load_error';

/**
 * Browsers refuse to compile or, WebKit, to instantiate; only the words tell that it was the policy.
 *
 * @throws LoadError when it was
 */
export function refusedByPolicy(reason: unknown): void {
  if (/content.security.policy|\bcsp\b|unsafe-eval/i.test(String(reason))) {
    throw new LoadError('wasm_blocked_by_csp', 'merchant',
      "The page's Content-Security-Policy refuses WebAssembly: add 'wasm-unsafe-eval' to script-src.");
  }
}

/**
 * Loads and compiles a wasm file, at once.
 *
 * @param integrity its hash, `sha384-…`
 * @throws LoadError
 */
export async function compile(url: string, integrity: string): Promise<WebAssembly.Module> {
  // Apple's Lockdown Mode, for one, takes WebAssembly away.
  if (typeof WebAssembly === 'undefined') {
    throw new LoadError('wasm_unsupported', 'shopper', 'This browser runs no WebAssembly. Use another browser or device.');
  }
  return loadAsset(url, async (response) => {
    // Both read as it comes in; nothing of it runs before both are done.
    const intact = response.clone().arrayBuffer().then((bytes) => isIntact(bytes, integrity));
    const compiled = compileResponse(response).catch((reason: unknown) => ({ reason }));
    if (!(await intact)) throw mismatch(url, integrity);
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
