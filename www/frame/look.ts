import type { InitWithLook, Look, Note, ToFrame } from '../sdk/look';
import type { Paint } from './appearance/appearance';
import type { Checks } from './checks';

/** Set by the build: what stands in the names of scripts that are only loaded once something needs them. */
declare const TILLKIT_METHOD_FILES_HASH: string;
/** Set by the build: the hashes of such scripts, `sha256-…`. */
declare const TILLKIT_SCRIPTS_INTEGRITY: { appearance: string; checks: string };

/** How long a form may wait for its looks. Then it comes in its own. */
const LOOK_DEADLINE_MS = 2_000;

const scripts = new Map<string, Promise<unknown>>();

/** Loads one of our scripts, once a page. By an element, since `import()` compares no hash. */
function load<T>(base: string, name: keyof typeof TILLKIT_SCRIPTS_INTEGRITY): Promise<T> {
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

/**
 * Listens, at an engine's port, for what the engine itself does not read: how the form is to look, and what to check for
 * the merchant's developer.
 *
 * @returns when the form may be drawn; then call it once the engine listens, for it to hear what came until then
 */
export function watchLook(port: MessagePort, root: Node | null, base: string): Promise<() => void> {
  let early: unknown[] | undefined = [];
  let tests = false;
  let painted = false;
  const check = async (tell: (checks: Checks) => void): Promise<void> => {
    // Where they don't come, nobody misses them.
    if (tests) await load<Checks>(base, 'checks').then(tell, () => {});
  };
  const paint = async (look: Look = {}): Promise<void> => {
    const { appearance, fonts } = look;
    if (!root || !(painted || Object.keys(Object(appearance)).length || fonts)) return;
    painted = true;
    const refusals = await (await load<Paint>(base, 'appearance'))(root, look);
    check((checks) => checks.look(root, refusals));
  };
  const failed = (): void => console.warn('Tillkit: the appearance could not be loaded');
  return new Promise((resolve) => {
    port.addEventListener('message', ({ data, isTrusted }: MessageEvent<{ init?: InitWithLook } & Partial<{ look: Look; notes: Note[] } & ToFrame>>) => {
      // What is not is repeated below.
      if (!isTrusted) return;
      early?.push(data);
      const { init, look, notes } = data;
      if (init) {
        tests = init.key.startsWith('pk_test_');
        Promise.race([paint(init.look).catch(failed), new Promise((done) => setTimeout(done, LOOK_DEADLINE_MS))]).then(() => resolve(() => {
          const missed = early ?? [];
          early = undefined;
          for (const each of missed) port.dispatchEvent(new MessageEvent('message', { data: each }));
        }));
      }
      if (look) paint(look).catch(failed);
      if (notes) check((checks) => checks.notes(notes));
    });
    port.start();
  });
}
