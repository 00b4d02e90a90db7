// Which session this tab has tried to pay: who comes back from a bank with that done goes on to the merchant, while
// who opens a paid session anew sees that it is paid.

const KEY = 'tillkit-hosted-checkout';

export function rememberAttempt(sessionId: string): void {
  try {
    sessionStorage.setItem(KEY, sessionId);
  } catch {
    // Without storage, a return shows that the session is paid, and the way on.
  }
}

/** Whether this tab has tried to pay the session; it has not any more after this. */
export function takeAttempt(sessionId: string): boolean {
  try {
    const taken = sessionStorage.getItem(KEY) === sessionId;
    if (taken) sessionStorage.removeItem(KEY);
    return taken;
  } catch {
    return false;
  }
}
