/** Why the engine did not load: a stable code, and who can do something about it. */
export class LoadError extends Error {
  /** @param mayPass whether the same attempt may go well a moment later */
  constructor(
    readonly code: string,
    readonly who: 'shopper' | 'merchant' | 'provider',
    message: string,
    readonly mayPass = false,
  ) {
    super(message);
  }
}
