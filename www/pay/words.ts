// The page's language: the customer's, of those that there are texts in. English is built in.

import { lookUp } from '../language';
import { page as english } from '../locales/en.json';

/** The name of a text. */
export type TextKey = keyof typeof english;

type Texts = Record<TextKey, string>;

/** How long the page waits for its texts before it speaks English. */
const DEADLINE_MS = 2_000;

const RIGHT_TO_LEFT = ['ar', 'he'];

let texts: Texts = english;
let locale = 'en';

/** The customer's locale, for `Intl` and for the form; of its language are the page's texts. */
export function localeOfPage(): string {
  return locale;
}

/** A text, with values in the place of their names in braces. */
export function say(key: TextKey, values: Record<string, string> = {}): string {
  return texts[key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** Has the page speak the customer's language. Until then it says nothing. */
export async function speak(): Promise<void> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, DEADLINE_MS));
  const found = await Promise.race([load().catch(() => undefined), late]);
  if (found) ({ texts, locale } = found);
  const { documentElement: root } = document;
  root.lang = found?.tag ?? 'en';
  root.dir = RIGHT_TO_LEFT.includes(root.lang) ? 'rtl' : 'ltr';
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    element.textContent = say(element.dataset.text as TextKey);
  }
  document.title = say('title');
  root.dataset.speaks = 'yes';
}

/** Whether `Intl` takes it: some systems' languages, such as `en-US@posix`, it refuses. */
function isTag(wanted: string): boolean {
  try {
    return Intl.getCanonicalLocales(wanted).length > 0;
  } catch {
    return false;
  }
}

/** The first of the customer's languages that there are texts in; undefined for none. */
async function load(): Promise<{ texts: Texts; locale: string; tag: string } | undefined> {
  let index: Record<string, string> | undefined;
  for (const wanted of navigator.languages.filter(isTag)) {
    if (/^en\b/i.test(wanted)) return { texts: english, locale: wanted, tag: 'en' };
    index ??= await read('locales/index.json') as Record<string, string>;
    const name = lookUp(wanted, index);
    if (name) {
      const tag = name.replace(/.*\/|\..*/g, '');
      // A language that another one stands in for: numbers are written as in that one.
      const isSame = wanted.split('-')[0] === tag.split('-')[0];
      return { texts: await read(name) as Texts, locale: isSame ? wanted : tag, tag };
    }
  }
  return undefined;
}

async function read(name: string): Promise<unknown> {
  const response = await fetch(`/pay/assets/${name}`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.json();
}
