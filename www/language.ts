// The languages that there are texts in, and which of them a customer reads.

/**
 * What there is for a locale, by the lookup of RFC 4647: under its own tag, or else under the longest beginning of it;
 * undefined for none. Tags are compared as `Intl` writes them, `zh-Hant-TW`; what is no tag has nothing.
 */
export function lookUp<T>(locale: string, known: Record<string, T>): T | undefined {
  for (let range = canonical(locale); range; range = range.slice(0, Math.max(range.lastIndexOf('-'), 0))) {
    if (known[range]) return known[range];
  }
  return undefined;
}

function canonical(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replace(/_/g, '-'))[0] ?? '';
  } catch {
    return '';
  }
}
