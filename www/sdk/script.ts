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

const first = window.Tillkit as (TillkitConstructor & { again?: boolean }) | undefined;
if (!first) {
  window.Tillkit = Object.assign(function (key: string, options?: TillkitOptions) {
    return createTillkit(key, options, folder);
  }, { version });
} else if (!first.again) {
  // Two loaders would not know of each other's payments.
  first.again = true;
  console.error('Tillkit: script_twice: remove the other script');
}
