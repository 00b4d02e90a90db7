import { check } from './error';
import { note } from './notice';
import type { ElementEvents } from './types';

export type Handler = (event: never) => void;

/** Handlers by event type. */
export type Emitter = {
  on(type: string, handler: Handler, once?: boolean): void;
  off(type: string, handler?: Handler): void;
  emit(type: keyof ElementEvents, event: object): void;
};

export function createEmitter(): Emitter {
  const handlers: Record<string, Map<Handler, boolean>> = {};
  return {
    on(type, handler, once = false) {
      note('on', { [type]: 0 });
      check(typeof handler == 'function', 'invalid_option', `on('${type}') needs a function`, 'handler');
      (handlers[type] ??= new Map()).set(handler, once);
    },
    off(type, handler) {
      if (handler) handlers[type]?.delete(handler);
      else delete handlers[type];
    },
    emit(type, event) {
      for (const [handler, once] of [...(handlers[type] ?? [])]) {
        if (once) handlers[type]?.delete(handler);
        try {
          handler(event as never);
        } catch (reason) {
          // The page's own error handling hears of it; the payment goes on.
          setTimeout(() => {
            throw reason;
          });
        }
      }
    },
  };
}
