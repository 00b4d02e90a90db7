let tell = (): void => {};

/** Has `broken` called once, when the engine's instance breaks. */
export function onBroken(broken: () => void): void {
  tell = broken;
}

/**
 * The exports of the engine's instance, watched. An exception that leaves one, a panic's trap or any other, has cut
 * Rust code off in its middle: nothing of the instance can be relied upon any more, so none of it runs again. The
 * window's `error` event would not do: of scripts from another origin, WebKit tells it no more than that there was one.
 *
 * The build puts this into the module that wasm-bindgen makes.
 */
export function watched(exports: WebAssembly.Exports): WebAssembly.Exports {
  let broken = false;
  const watch = (run: Function) => (...args: unknown[]): unknown => {
    if (broken) return undefined;
    try {
      return run(...args);
    } catch (reason) {
      if (!broken) {
        broken = true;
        tell();
      }
      throw reason;
    }
  };
  return Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, typeof value === 'function' ? watch(value) : value]));
}
