import type { Note } from './look';

const noted = new Set<string>();

/** What the merchant's code gave to which call, until an engine is told. */
export const notes: Note[] = [];

/**
 * Notes the names that were given, of options or of events. With test keys, the engine's side tells the developer of
 * those that nobody reads (`www/frame/checks.ts`); in live mode nobody looks at a console, and nothing comes of it.
 */
export function note(call: Note[0], given: object): void {
  const names = Object.keys(given).join(' ');
  if (noted.size != noted.add(`${call} ${names}`).size) notes.push([call, names]);
}
