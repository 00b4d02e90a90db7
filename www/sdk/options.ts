import { readAddress } from './address';
import type { EngineParts } from './engine_module';
import { check } from './error';
import type { InitWithLook } from './look';
import { note } from './notice';
import type { TillkitOptions } from './types';

/** The options of `Tillkit()`, checked and with their defaults. */
export type Settings = {
  /** The folder of our assets, with a slash at its end. */
  base: string;
  inline: boolean;
  engine: EngineParts | undefined;
  /** Where the gateway's hosted checkout is. */
  checkoutBase: string;
  /** What every engine of this object is told. */
  init: Omit<InitWithLook, 'clientSecret' | 'form'>;
};

function requireOneOf(value: string | undefined, param: string, allowed: string): void {
  check(value == null || allowed.split(' ').includes(value), 'invalid_option', `${param} must be one of: ${allowed}`, param);
}

/** The BCP 47 tag for a `locale` option, where `'auto'` or nothing means the browser's language. */
export function readLocale(locale?: string): string {
  return locale && locale != 'auto' ? `${locale}` : navigator.language;
}

/**
 * Reads the arguments of `Tillkit()`.
 *
 * @param folder where the script tag's script lies, the default of `assetsBase`
 * @param engine where the engine of `isolation: 'inline'` is
 * @throws TillkitError for a missing or malformed key or option
 */
export function readOptions(key: unknown, given?: TillkitOptions, folder?: string, engine?: EngineParts): Settings {
  check(!/^[sr]k_/.test(key as string), 'secret_key_in_browser',
    'This is a SECRET key: revoke it now, and pass a publishable key, pk_...', 'key');
  check(typeof key == 'string' && /^pk_./.test(key), 'invalid_key', 'Pass a publishable key, pk_...', 'key');
  check(self.origin != 'null', 'page_without_origin', 'Serve the page over http(s)');

  const options: TillkitOptions = Object(given);
  const { isolation, locale, assetsBase = folder } = options;
  const gateway: NonNullable<TillkitOptions['gateway']> = Object(options.gateway);
  const challenge: NonNullable<TillkitOptions['challenge']> = Object(options.challenge);
  const { dialect = 'wooshpay', apiBase, checkoutBase } = gateway;
  const { display = 'modal', windowSize, timeoutMs } = challenge;
  note('Tillkit', options);
  note('gateway', gateway);
  note('challenge', challenge);

  check(assetsBase, 'assets_base_missing', 'Pass assetsBase, the URL of the folder of tillkit.js', 'assetsBase');
  requireOneOf(isolation, 'isolation', 'frame inline');
  requireOneOf(display, 'challenge.display', 'modal redirect');
  requireOneOf(windowSize, 'challenge.windowSize', '01 02 03 04 05');
  check(timeoutMs == null || (timeoutMs > 0 && timeoutMs <= 600_000 && timeoutMs === ~~timeoutMs), 'invalid_option',
    'challenge.timeoutMs must be 1 to 600000', 'challenge.timeoutMs');
  const base = readAddress(assetsBase, 'assetsBase') + '/';
  const api = apiBase == null ? new URL(base).origin : readAddress(apiBase, 'gateway.apiBase');
  return {
    base,
    inline: isolation == 'inline',
    engine,
    checkoutBase: checkoutBase == null ? api : readAddress(checkoutBase, 'gateway.checkoutBase'),
    init: {
      key,
      dialect: `${dialect}`,
      apiBase: api,
      returnPage: base + 'return.html',
      challenge: { display, windowSize: windowSize ?? null, timeoutMs: timeoutMs ?? null },
      locale: readLocale(locale),
    },
  };
}
