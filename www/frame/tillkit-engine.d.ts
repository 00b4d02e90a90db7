// The module that wasm-bindgen makes for the engine (`src/lib.rs`); the build puts it in the place of this name.
declare module 'tillkit-engine' {
  /** Instantiates the engine, once. */
  export default function init(options: { module_or_path: WebAssembly.Module }): Promise<unknown>;

  /**
   * Starts one engine: it reads its first message, `init`, from `port`, and draws its form in `root`.
   *
   * @param root none for an engine that only carries calls out
   * @param allowedApiBases the API bases that it may speak to; null for any
   */
  export function start(port: MessagePort, root: HTMLElement | ShadowRoot | null, allowedApiBases: string[] | null, extras: never): void;
}
