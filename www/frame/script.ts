/** Set by the build: what stands in the names of files that are only loaded once something needs them. */
declare const TILLKIT_METHOD_FILES_HASH: string;
/** Set by the build: the hashes of such scripts, `sha256-…`. */
declare const TILLKIT_SCRIPTS_INTEGRITY: { appearance: string; checks: string; sheets: string };

const scripts = new Map<string, Promise<unknown>>();

/**
 * Loads one of our scripts, a module, once a page, and gives its default export. Neither `import()` nor Trusted Types,
 * which a merchant's page may require, leave room for a hash; the link that loads the module beforehand has it, and
 * what it refuses `import()` refuses, too. WebKit's links compare nothing: there, what is fetched with the hash comes
 * first, and `import()` finds it in the cache. What failed is forgotten.
 *
 * @param base the folder of our assets
 */
export function loadScript<T>(base: string, name: keyof typeof TILLKIT_SCRIPTS_INTEGRITY): Promise<T> {
  let script = scripts.get(name);
  if (!script) {
    const href = `${base}${name}.${TILLKIT_METHOD_FILES_HASH}.js`;
    const integrity = TILLKIT_SCRIPTS_INTEGRITY[name];
    const link = Object.assign(document.createElement('link'), { rel: 'modulepreload', href, integrity, crossOrigin: 'anonymous' });
    script = fetch(href, { integrity }).then(() => new Promise((resolve, reject) => {
      Object.assign(link, { onload: resolve, onerror: reject });
      if (link.relList.supports('modulepreload')) document.head.append(link);
      else resolve(null);
    })).then(() => import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ href))
      .then((module) => module.default)
      .finally(() => link.remove());
    scripts.set(name, script);
    script.catch(() => scripts.delete(name));
  }
  return script as Promise<T>;
}
