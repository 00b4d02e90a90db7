import type { ErrorObject } from './protocol';

/**
 * A programming mistake, thrown at the line that made it: a missing key, a malformed option, a container that
 * does not exist. Business outcomes (a decline, a cancelled challenge) are never thrown; they are results.
 */
export class TillkitError extends Error {
  readonly type!: string;
  /** A stable name for what happened. */
  readonly code!: string;
  /** The option or argument to change. */
  readonly param!: string | null;
  readonly who!: string;
  readonly retry!: string;

  constructor(error: ErrorObject) {
    super(error.message);
    Object.assign(this, error, { name: 'TillkitError' });
  }
}

/**
 * Makes an error of the loader's own. Its defaults are those of a mistake that the merchant's code has to
 * mend; the engine makes every error about a payment.
 */
export function problem(
  code: string,
  message: string,
  param: string | null = null,
  retry = 'after_change',
  type = 'invalid_request_error',
): ErrorObject {
  return {
    type, code, decline_code: null, param, doc_url: null, message, who: 'merchant', retry, payment_intent: null,
  };
}

/** Throws a {@link TillkitError} unless `valid`. */
export function check(valid: unknown, code: string, message: string, param?: string): asserts valid {
  if (!valid) throw new TillkitError(problem(code, message, param));
}
