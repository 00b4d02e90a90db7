// What a payment method needs once it is shown or chosen: its mark, and the banks to choose from.

import { readdirSync, readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { hashDigits, nameWithHash } from './asset_name.mjs';
import { integrityOf } from './integrity.mjs';

/**
 * All of them, in the folders `marks` and `banks`. Their names share one hash, over all of their contents: who loads
 * some of them needs to know one hash then and not fifty, and asks for what has changed all the same.
 *
 * @returns `{files, hash, banks}`: a map from name to content, the hash, and each bank list's integrity by its name
 */
export function readMethodFiles() {
  const marks = read('marks', '.svg', (svg) => svg.replaceAll(/>\s+</g, '><').trim());
  const lists = read('banks', '.json', (json) => JSON.stringify(JSON.parse(json)));
  const plain = [...marks, ...lists];
  const hash = hashDigits(...plain.flat());
  const banks = lists.map(([path, content]) => [path.match(/([a-z0-9_]+)\.json$/)[1], integrityOf(content)]);
  return {
    files: new Map(plain.map(([path, content]) => [nameWithHash(path, hash), content])),
    hash,
    banks: Object.fromEntries(banks),
  };
}

/** `[path, content]` of each such file in a folder of `www/frame`, without what only its author reads. */
function read(folder, ending, shorten) {
  const path = (...parts) => inRoot('www', 'frame', folder, ...parts);
  const names = readdirSync(path()).filter((name) => name.endsWith(ending)).sort();
  return names.map((name) => [`${folder}/${name}`, Buffer.from(shorten(readFileSync(path(name), 'utf8')))]);
}
