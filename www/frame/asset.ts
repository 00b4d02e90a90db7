import { LoadError } from './load_error';

/** The waits before each further attempt: time for a train to leave its tunnel. The loader waits 30 s for all of it. */
const RETRY_DELAYS_MS = [500, 1_500, 4_000];

/**
 * As the preload hints of `frame.html` ask, which have no `crossorigin`: WebKit uses a preloaded file for no other
 * mode of fetch, and would load it twice.
 */
const AS_PRELOADED: RequestInit = { mode: 'no-cors', credentials: 'include' };

async function request(url: string, cache: RequestCache): Promise<Response> {
  const response = await fetch(url, { cache, ...(url.startsWith(`${location.origin}/`) ? AS_PRELOADED : {}) });
  const { ok, status } = response;
  if (ok) return response;
  // What a cache has kept of an earlier failure is no answer; WebKit's keeps a 404 from one frame to the next.
  if (cache === 'default') return request(url, 'reload');
  const mayPass = status >= 500 || status === 408 || status === 429;
  throw new LoadError('load_failed', 'provider', `${url} could not be loaded: status ${status}.`, mayPass);
}

/** `fetch` does not say why it had no answer; whether another file of the same host comes tells some of it. */
async function explain(url: string): Promise<LoadError> {
  const answered = await fetch(new URL('frame.html', url), { mode: 'no-cors', cache: 'no-store' }).then(() => true, () => false);
  return answered
    ? new LoadError('load_blocked', 'merchant', `${url} is blocked, though its host answers: by an extension or a filter, `
      + 'or, in inline mode, because the host sends no Access-Control-Allow-Origin.')
    : new LoadError('load_failed', 'shopper', `${url} could not be loaded: its host can't be reached.`);
}

/**
 * Loads one of our files, again and again while that may help.
 *
 * @param read takes what it needs from the answer; a connection lost meanwhile is one more attempt
 * @throws LoadError `load_failed` (network or host), `load_blocked` or `blocked_by_csp`, and what `read` throws
 */
export async function loadAsset<T>(url: string, read: (response: Response) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let blocked = false;
  document.addEventListener('securitypolicyviolation', ({ blockedURI, disposition }) => {
    // Browsers differ in how much of the URL they report.
    if (disposition === 'enforce' && blockedURI && url.startsWith(blockedURI)) blocked = true;
  }, { signal: controller.signal });
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await read(await request(url, attempt > 0 ? 'reload' : 'default'));
      } catch (reason) {
        const known = reason instanceof LoadError;
        if (known && !reason.mayPass) throw reason;
        const delay = RETRY_DELAYS_MS[attempt];
        if (delay === undefined) throw known ? reason : await explain(url);
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
      if (blocked) {
        throw new LoadError('blocked_by_csp', 'merchant',
          `The page's Content-Security-Policy blocks ${url}: add ${new URL(url).origin} to connect-src.`);
      }
    }
  } finally {
    controller.abort();
  }
}
