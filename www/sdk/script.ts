import { createTillkit } from './tillkit';
import type { TillkitConstructor } from './types';
import { version } from './version';

declare global {
  interface Window {
    Tillkit: TillkitConstructor;
  }
}

// Only while the script runs does the document know which one it is.
const source = (document.currentScript as HTMLScriptElement | null)?.src;
const folder = source ? new URL('.', source).href : undefined;

const first = window.Tillkit as (TillkitConstructor & { again?: boolean }) | undefined;
if (typeof first == 'function') {
  // Two loaders would not know of each other's payments.
  if (!first.again) console.error(`Tillkit: script_twice: this page has ${first.version} already: remove the other <script>`);
  first.again = true;
} else {
  window.Tillkit = Object.assign(function (key: string, options?: Parameters<TillkitConstructor>[1]) {
    return createTillkit(key, options, folder);
  }, { version });
}
