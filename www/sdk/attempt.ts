import type { StoredAttempt } from './protocol';

// A browser may refuse storage altogether (third-party frames, blocked cookies). The payment goes on without:
// only a reload in its middle then needs the client secret from the merchant.
const KEY = 'tillkit.attempt';

/** Keeps the attempt under way, so that `resume()` finds it after a reload. */
export function saveAttempt(attempt: StoredAttempt): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(attempt));
  } catch {
    // See above.
  }
}

/** Forgets the attempt to pay this intent, if it is the one that is kept. */
export function clearAttempt(clientSecret: string): void {
  if (storedSecret() == clientSecret) sessionStorage.removeItem(KEY);
}

/** The client secret of the attempt that a reload or a redirect interrupted. */
export function storedSecret(): string | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) as string)?.clientSecret;
  } catch {
    return undefined;
  }
}
