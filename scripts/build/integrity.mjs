// Subresource Integrity: what a browser, or an auditor, compares a file with.

import { readFileSync } from 'node:fs';
import { integrityOf } from '../../bin/integrity.mjs';
import { inRoot } from '../paths.mjs';

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
