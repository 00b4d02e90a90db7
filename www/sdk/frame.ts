import { problem } from './error';
import type { Connect } from './handshake';
import { PROTOCOL_VERSION, type ErrorObject } from './protocol';

/** What both halves of our frames may use: wallets and Secure Payment Confirmation. */
const ALLOW = 'payment *; publickey-credentials-get *';

/** Makes an element. Its style is set through the CSSOM, which no Content-Security-Policy refuses. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  css = '',
  members?: Partial<HTMLElementTagNameMap[K]>,
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), members);
  element.style.cssText = css;
  return element;
}

/** Whether `place` is shown in the dark: what is drawn there should be, too. */
function schemeOf(place: Element): string {
  const { colorScheme } = getComputedStyle(place);
  const dark = /dark/.test(colorScheme) && (!/light/.test(colorScheme) || matchMedia('(prefers-color-scheme:dark)').matches);
  return dark ? 'dark' : 'light';
}

/** Calls `blocked` when the page's Content-Security-Policy refuses `url`. */
export function watchPolicy(url: string, signal: AbortSignal, blocked: (error: ErrorObject) => void): void {
  document.addEventListener('securitypolicyviolation', ({ blockedURI, disposition, effectiveDirective }) => {
    // Browsers differ in how much of the URL they report.
    if (disposition == 'enforce' && blockedURI && url.startsWith(blockedURI) && /^(frame|child|script|default)/.test(effectiveDirective)) {
      const { origin } = new URL(url);
      const directive = effectiveDirective.replace('-elem', '');
      blocked(problem('blocked_by_csp', `The page's Content-Security-Policy blocks ${url}: add ${origin} to ${directive}`, directive));
    }
  }, { signal });
}

/**
 * Makes a frame of one of our pages and shakes hands with it: origin, source and version are checked once, and
 * from then on there is only the port. The frame goes away with `signal`.
 *
 * @param port gives the port to hand over, at every hello: a frame that is moved in the document loads anew
 */
export function createFrame(
  base: string,
  page: string,
  css: string,
  title: string,
  signal: AbortSignal,
  port: () => MessagePort | undefined,
  failed: (error: ErrorObject) => void,
  place: Element = document.documentElement,
): HTMLIFrameElement {
  const url = base + page;
  const assets = new URL(base).origin;
  const frame = make('iframe', 'border:0;display:block;' + css, {
    title,
    allow: ALLOW,
    src: `${url}#origin=${encodeURIComponent(self.origin)}&scheme=${schemeOf(place)}`,
  });
  addEventListener('message', ({ source, origin, data }) => {
    const target = frame.contentWindow;
    if (!target || source != target || origin != assets || data?.tillkit != 'hello') return;
    if (data.version == PROTOCOL_VERSION) {
      const far = port();
      const connect: Connect = { tillkit: 'connect', version: PROTOCOL_VERSION };
      if (far) target.postMessage(connect, assets, [far]);
    } else {
      failed(problem('version_mismatch', `Take tillkit.js from the release of ${url}`, 'assetsBase'));
    }
  }, { signal });
  watchPolicy(url, signal, failed);
  signal.addEventListener('abort', () => frame.remove());
  return frame;
}
