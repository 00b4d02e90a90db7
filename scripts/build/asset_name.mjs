// What the SDK's files are called where they are served.

import { fingerprint } from '../stamp.mjs';

/** Hexadecimal digits of a file's content in its name; servers and the sandbox tell such files by them. */
const HASH_DIGITS = 16;

const HASH = new RegExp(`\\.[0-9a-f]{${HASH_DIGITS}}(?=\\.[a-z]+$)`);

/** `frame.js` becomes `frame.0123456789abcdef.js`: another content has another name, so it may be cached for ever. */
export function hashedName(name, content) {
  return nameWithHash(name, hashDigits(content));
}

/** What stands in the name of a file with this content, or of files with these contents. */
export function hashDigits(...contents) {
  return fingerprint(...contents).slice(0, HASH_DIGITS);
}

/** The name with such digits before its ending. */
export function nameWithHash(name, digits) {
  return name.replace(/\.[a-z]+$/, (ending) => `.${digits}${ending}`);
}

/** The name without the content's hash, which is the same in every build. */
export function plainName(name) {
  return name.replace(HASH, '');
}
