// How a form looks, on its way to the frame: the loader passes it on as it was given, and the frame's own scripts read it.

import type { Init } from './protocol';

/** What a merchant says of a form's looks and language. */
export type Look = { locale?: string; appearance?: unknown; fonts?: unknown };

/** `init`, with the look that the engine itself does not read. */
export type InitWithLook = Init & { look?: Look };

/** A call, and the names that it was given, with spaces between. */
export type Note = [
  call: 'Tillkit' | 'gateway' | 'challenge' | 'elements' | 'update' | 'create' | 'confirm' | 'confirmParams' | 'billing_details' | 'on',
  names: string,
];

/** To the frame's own scripts alone. The engine leaves what it does not know alone. */
export type ToFrame = { look: Look } | { notes: Note[] };
