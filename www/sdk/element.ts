import { navigate } from './address';
import { createEmitter, type Emitter, type Handler } from './emitter';
import { createEngine, type Engine } from './engine';
import { check, problem } from './error';
import { readFormOptions } from './form';
import type { Settings } from './options';
import type { ElementEvents, ElementType, PaymentElement, PaymentElementOptions } from './types';

/** Which element stands in a container. */
const occupants = new WeakMap<Element, PaymentElement>();

/** The engines of mounted forms, by the client secrets of their intents. */
export const forms = new Map<string, Engine>();

/** The element and what only the rest of the loader may touch. */
export type MountableElement = {
  element: PaymentElement;
  engine(): Engine | undefined;
  /** Has it look as its group does by now, and speak this language. */
  look(locale: string): void;
};

function findContainer(target: string | Element): Element | null {
  try {
    return typeof target == 'string' ? document.querySelector(target) : target;
  } catch {
    // Not a selector.
    return null;
  }
}

/**
 * Makes an element that is not mounted.
 *
 * @param group hears every event as well
 * @param forget called when the element is destroyed
 */
export function createElement(
  settings: Settings,
  clientSecret: string,
  type: ElementType,
  options: PaymentElementOptions | undefined,
  group: Emitter,
  forget: () => void,
): MountableElement {
  const init = { ...settings.init, clientSecret, form: readFormOptions(options, type) };
  const emitter = createEmitter();
  let container: Element | undefined;
  let engine: Engine | undefined;
  let destroyed = false;

  const emit = (name: keyof ElementEvents, detail: object): void => {
    const event = { elementType: type, ...detail };
    emitter.emit(name, event);
    group.emit(name, event);
  };
  const start = (parent: Element): Engine => createEngine(settings, init, parent, (tag, body) => {
    if (tag == 'navigate') {
      const { url, finished } = body;
      let prevented = false;
      if (!finished) emit('beforeredirect', { url, preventDefault: () => { prevented = true; } });
      if (!prevented) return navigate(url);
      engine?.post('navigationPrevented');
    } else if (tag == 'change') {
      const { empty, complete, method, brand } = body;
      emit(tag, { empty, complete, collapsed: false, value: { type: method }, brand });
    } else {
      emit(tag.toLowerCase() as keyof ElementEvents, body ?? {});
      if (tag == 'submit') parent.closest('form')?.requestSubmit();
    }
  });
  const takeAway = (): void => {
    if (container) occupants.delete(container);
    container = undefined;
    forms.delete(clientSecret);
    engine?.end(problem('element_destroyed', 'Element taken away', null, 'check_intent_first'));
    engine = undefined;
  };

  const chained = <A extends unknown[]>(act: (...given: A) => void) => (...given: A): PaymentElement => {
    act(...given);
    return element;
  };
  const element: PaymentElement = {
    mount: chained((target) => {
      check(!destroyed, 'element_destroyed', 'Create a new element');
      const parent = findContainer(target);
      check(parent?.nodeType == 1, 'container_not_found', `mount(): no element matches ${target}`, 'container');
      check((occupants.get(parent) ?? element) == element, 'container_in_use', 'Unmount the element in it first', 'container');
      if (parent == container && engine?.host.parentNode == parent) return;
      takeAway();
      container = parent;
      occupants.set(parent, element);
      engine = start(parent);
      forms.set(clientSecret, engine);
      // Later, so that a handler added after mount() hears it too.
      queueMicrotask(() => emit('loaderstart', {}));
    }),
    unmount: chained(takeAway),
    destroy: chained(() => {
      takeAway();
      destroyed = true;
      forget();
    }),
    update: chained((changed) => {
      options = { ...options, ...changed };
      init.form = readFormOptions(options, type);
      engine?.post({ update: init.form });
    }),
    focus: chained(() => {
      // The frame first: without the focus it cannot give it to a field.
      engine?.host.focus();
      engine?.post('focus');
    }),
    blur: chained(() => engine?.post('blur')),
    clear: chained(() => engine?.post('clear')),
    collapse: chained(() => {}),
    on: chained((name: string, handler: Handler) => emitter.on(name, handler)) as PaymentElement['on'],
    once: chained((name: string, handler: Handler) => emitter.on(name, handler, true)) as PaymentElement['once'],
    off: chained(emitter.off) as PaymentElement['off'],
  };
  return {
    element,
    engine: () => engine,
    look(locale) {
      init.locale = locale;
      engine?.post({ look: init.look! });
    },
  };
}
