/** Where the engine of `isolation: 'inline'` is, when it is not in the folder of the assets. */
export type EngineParts = {
  /** The address of the module. */
  module: string;
  /** The address of its WebAssembly file, or that file compiled. */
  wasm: string | WebAssembly.Module;
};

/** Loads the module that starts engines in this page. Bundlers are told to leave its address alone. */
export const importEngine = (url: string): Promise<{
  startEngine(port: MessagePort, root: ShadowRoot | null, base: string, wasm?: EngineParts['wasm']): void;
}> => import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ url);
