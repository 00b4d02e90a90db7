import { createTillkit } from './tillkit';
import type { TillkitConstructor, TillkitOptions } from './types';
import { version } from './version';

declare global {
  interface Window {
    Tillkit: TillkitConstructor;
  }
}

// Only while the script runs does the document know which one it is.
const source = (document.currentScript as HTMLScriptElement | null)?.src;
const folder = source && new URL('.', source).href;

const first = window.Tillkit as (TillkitConstructor & { again?: string }) | undefined;
if (first) {
  // Two loaders would not know of each other's payments. Said once, however many there are.
  if (!first.again) console.error(first.again = 'Tillkit: script_twice: remove the other script');
} else {
  window.Tillkit = Object.assign((key: string, options?: TillkitOptions) => createTillkit(key, options, folder), { version });
}
