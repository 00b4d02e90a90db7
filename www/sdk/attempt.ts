// A browser may refuse storage altogether (third-party frames, blocked cookies). The payment goes on without:
// only a reload in its middle then needs the client secret from the merchant.
const KEY = 'tillkit.attempt';

/** Keeps which intent an attempt is made to pay, so that `resume()` finds it after a reload. */
export function saveAttempt(clientSecret: string): void {
  try {
    sessionStorage.setItem(KEY, clientSecret);
  } catch {
    // See above.
  }
}

/** Forgets the attempt to pay this intent, if it is the one that is kept. */
export function clearAttempt(clientSecret: string): void {
  if (storedSecret() == clientSecret) sessionStorage.removeItem(KEY);
}

/** The client secret of the attempt that a reload or a redirect interrupted. */
export function storedSecret(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
