// The module that wasm-bindgen makes for the engine (`src/lib.rs`); the build puts it in the place of this name.
declare module 'tillkit-engine' {
  /** Instantiates the engine, once. */
  export default function init(module: WebAssembly.Module): Promise<unknown>;

  /**
   * Starts one engine: it reads its first message, `init`, from `port`, and draws its form in `root`.
   *
   * @param root none for an engine that only carries calls out
   * @param allowedApiBases the API bases that it may speak to; null for any
   * @param extras where it gets what a payment method needs once it is shown or chosen
   */
  export function start(
    port: MessagePort, root: HTMLElement | ShadowRoot | null, allowedApiBases: string[] | null, extras: import('./extras').Extras,
  ): void;
}

// Likewise, for the drawing of QR codes (`qr/src/lib.rs`).
declare module 'tillkit-qr' {
  /** Instantiates it, once. */
  export default function init(module: WebAssembly.Module): Promise<unknown>;

  /** The side of the text's code in modules, a space, and the `d` of a path; undefined when the text is too long. */
  export function draw(text: string): string | undefined;
}
