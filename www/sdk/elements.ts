import { createElement, type MountableElement } from './element';
import { createEmitter } from './emitter';
import type { Engine } from './engine';
import { check, problem } from './error';
import type { Look } from './look';
import { note } from './notice';
import { readLocale, type Settings } from './options';
import type { Elements, ElementsOptions } from './types';

/** What the rest of the loader knows about a group. */
export type Group = {
  clientSecret: string;
  /** The engine of the mounted element. */
  engine(): Engine | undefined;
};

/** The group behind each `Elements` object, and behind each of its elements. */
export const groups = new WeakMap<object, Group>();

/** Whether this is a client secret of this gateway, as far as can be seen. */
export function isSecret(secret: unknown, { init }: Settings): secret is string {
  return typeof secret == 'string' && (init.dialect == 'payment_options' ? /./ : /^(pi|seti)_.+_secret_./).test(secret);
}

/** The error of a call that needs the form. */
export const notMounted = problem('element_not_mounted', 'Mount the element first', 'elements');

export function createElements(settings: Settings, options: ElementsOptions): Elements {
  const { clientSecret } = options;
  check(clientSecret, 'client_secret_missing', 'Pass clientSecret: {mode, amount, currency} is not supported', 'clientSecret');
  check(isSecret(clientSecret, settings), 'client_secret_malformed', 'Pass the whole client_secret, pi_..._secret_...', 'clientSecret');

  const look: Look = {};
  // Every element of the group has this very object, so that a frame that is loaded anew is told the newest look.
  const init = { ...settings.init, look };
  const take = ({ locale, appearance, fonts }: Partial<ElementsOptions>): void => {
    // As far as a port can carry it.
    Object.assign(look, JSON.parse(JSON.stringify({ locale, appearance, fonts })));
    if (locale) look.locale = init.locale = readLocale(locale);
  };
  note('elements', options);
  take(options);
  const emitter = createEmitter();
  const members = new Map<string, MountableElement>();
  const group: Group = {
    clientSecret,
    engine: () => [...members.values()].map((member) => member.engine()).find(Boolean),
  };
  const elements: Elements = {
    create(type, given) {
      check(type == 'payment' || type == 'card', 'not_supported', `create('${type}') is not supported yet. Known: payment card`, 'type');
      check(!members.has(type), 'element_exists', `Use getElement('${type}'), or destroy it first`, 'type');
      const member = createElement({ ...settings, init }, clientSecret, type, given, emitter, () => members.delete(type));
      members.set(type, member);
      groups.set(member.element, group);
      return member.element;
    },
    // The React wrapper's components are names, too.
    getElement: (type) => members.get(Object(type).__elementType ?? type)?.element ?? null,
    async submit() {
      const engine = group.engine();
      if (!engine) return { error: notMounted };
      const { error } = await engine.call('submit', {});
      return error ? { error } : {};
    },
    async update(given) {
      const changed: Parameters<Elements['update']>[0] = Object(given);
      note('update', changed);
      take(changed);
      for (const member of members.values()) member.look(init.locale);
    },
    fetchUpdates: async () => ({}),
    on(name, handler) {
      emitter.on(name, handler);
      return elements;
    },
  };
  groups.set(elements, group);
  return elements;
}
