const given = new Set<string>();

/** Tells the developer something, once a page. */
export function warnOnce(text: string): void {
  if (!given.has(text)) console.warn('Tillkit: ' + text);
  given.add(text);
}

/**
 * Warns of every member that is not among `known`, which has spaces between its names.
 *
 * @example warnUnknown('option', options, 'clientSecret appearance locale')
 */
export function warnUnknown(noun: string, given: object, known: string): void {
  for (const name of Object.keys(given)) {
    if (!known.split(' ').includes(name)) warnOnce(`unknown ${noun} "${name}". Known: ${known}`);
  }
}
