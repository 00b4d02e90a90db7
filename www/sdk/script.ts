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

if (typeof window.Tillkit == 'function') {
  console.warn('Tillkit: the script is in this page twice; the first one stays');
} else {
  window.Tillkit = Object.assign(function (key: string, options?: Parameters<TillkitConstructor>[1]) {
    return createTillkit(key, options, folder);
  }, { version });
}
