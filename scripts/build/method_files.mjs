// What a payment method needs once it is listed, shown or chosen: its mark, the banks to choose from, the script that opens
// payment sheets; and, in its company, what a form of a merchant's own looks needs, and one with a test key.

import { readdirSync, readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { hashDigits, nameWithHash } from './asset_name.mjs';
import { bundleLaterScripts } from './bundles.mjs';
import { integrityOf } from './integrity.mjs';

/**
 * All of them: `sheets.js`, `appearance.js`, `checks.js`, and the folders `marks` and `banks`. Their names share one hash, over all of their contents: who loads
 * some of them needs to know one hash then and not fifty, and asks for what has changed all the same.
 *
 * @returns `{files, hash, banks, scripts}`: a map from name to content, the hash, each bank list's integrity by its name, and
 *   each script's
 */
export async function readMethodFiles() {
  const marks = read('marks', '.svg', (svg) => svg.replaceAll(/>\s+</g, '><').trim());
  const lists = read('banks', '.json', (json) => JSON.stringify(JSON.parse(json)));
  const scripts = [...(await bundleLaterScripts())].sort();
  const plain = [...marks, ...lists, ...scripts];
  const hash = hashDigits(...plain.flat());
  const banks = lists.map(([path, content]) => [path.match(/([a-z0-9_]+)\.json$/)[1], integrityOf(content)]);
  return {
    files: new Map(plain.map(([path, content]) => [nameWithHash(path, hash), content])),
    hash,
    banks: Object.fromEntries(banks),
    // Hashes do not compress, and every form carries these: the shortest kind that browsers take in an attribute.
    scripts: Object.fromEntries(scripts.map(([name, content]) => [name.replace('.js', ''), integrityOf(content, 'sha256')])),
  };
}

/** `[path, content]` of each such file in a folder of `www/frame`, without what only its author reads. */
function read(folder, ending, shorten) {
  const path = (...parts) => inRoot('www', 'frame', folder, ...parts);
  const names = readdirSync(path()).filter((name) => name.endsWith(ending)).sort();
  return names.map((name) => [`${folder}/${name}`, Buffer.from(shorten(readFileSync(path(name), 'utf8')))]);
}
