// Subresource Integrity: what a browser, or an auditor, compares a file with.

import { readFileSync } from 'node:fs';
import { integrityOf } from '../../bin/integrity.mjs';
import { inRoot } from '../paths.mjs';

/**
 * What our scripts know of a file's hash. Hashes do not compress, and every card form carries some. 144 bits are out of
 * anyone's reach, too; the whole hashes are in sri.json.
 */
export const beginningOf = (integrity) => integrity.slice(0, 'sha384-'.length + 24);

/** The file that lists the others. */
export const INTEGRITY_LIST = 'sri.json';

export { integrityOf };

/** `sri.json`: `{version, files: {name: {integrity, bytes}}}` over all files of a release, by name. */
export function listIntegrity(version, files) {
  const rows = [...files].sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, content]) => [name, { integrity: integrityOf(content), bytes: content.length }]);
  return Buffer.from(`${JSON.stringify({ version, files: Object.fromEntries(rows) }, null, 2)}\n`);
}

/** The list of the build that lies in `dist`. */
export function readIntegrityList() {
  return JSON.parse(readFileSync(inRoot('dist', 'v1', INTEGRITY_LIST), 'utf8'));
}
