import type { InitWithLook, Look, Note, ToFrame } from '../sdk/look';
import type { Paint } from './appearance/appearance';
import type { Checks } from './checks';
import { loadScript } from './script';

/** Set by the build: `appearance/form.css`. */
declare const TILLKIT_FORM_STYLES: string;
/** How long a form may wait for its looks. Then it comes in its own. */
const LOOK_DEADLINE_MS = 2_000;

/**
 * Gives the document or shadow root that a form will be in its styles: a constructed sheet, which needs no permission of
 * a Content-Security-Policy.
 */
export function adoptStyles(root: Node): void {
  const scope = root.getRootNode() as Document | ShadowRoot;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(TILLKIT_FORM_STYLES);
  scope.adoptedStyleSheets = [...scope.adoptedStyleSheets, sheet];
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
    if (tests) await loadScript<Checks>(base, 'checks').then(tell, () => {});
  };
  const paint = async (look: Look = {}): Promise<void> => {
    const { appearance, fonts } = look;
    if (!root || !(painted || Object.keys(Object(appearance)).length || fonts)) return;
    painted = true;
    const refusals = await (await loadScript<Paint>(base, 'appearance'))(root, look);
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
