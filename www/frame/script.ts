/** Set by the build: what stands in the names of files that are only loaded once something needs them. */
declare const TILLKIT_METHOD_FILES_HASH: string;
/** Set by the build: the hashes of such scripts, `sha256-…`. */
declare const TILLKIT_SCRIPTS_INTEGRITY: { appearance: string; checks: string; sheets: string };

const scripts = new Map<string, Promise<unknown>>();

/**
 * Loads one of our scripts, once a page, by an element: `import()` compares no hash. The script gives what it has to its
 * own element, in the `detail` of an event named `loaded`, and leaves no names in the page. What failed is forgotten.
 *
 * @param base the folder of our assets
 */
export function loadScript<T>(base: string, name: keyof typeof TILLKIT_SCRIPTS_INTEGRITY): Promise<T> {
  let script = scripts.get(name);
  if (!script) {
    script = new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement('script'), {
        src: `${base}${name}.${TILLKIT_METHOD_FILES_HASH}.js`, integrity: TILLKIT_SCRIPTS_INTEGRITY[name], crossOrigin: 'anonymous', onerror: reject,
      });
      element.addEventListener('loaded', (event) => {
        element.remove();
        resolve((event as CustomEvent).detail);
      });
      document.head.append(element);
    });
    scripts.set(name, script);
    script.catch(() => scripts.delete(name));
  }
  return script as Promise<T>;
}
