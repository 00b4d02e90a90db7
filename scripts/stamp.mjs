// Remembers from what content a file was made, so that work whose inputs did not change is skipped.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** SHA-256 over texts and buffers, in order. */
export function fingerprint(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** Whether the stamp file holds this fingerprint. */
export function isStamped(path, print) {
  try {
    return readFileSync(path, 'utf8') === print;
  } catch {
    return false;
  }
}

/** Writes the stamp, after the work is done. */
export function stamp(path, print) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, print);
}
