// Where things are. Everything a script makes lies in one of the folders that .gitignore names.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * What `npm run build` produces: `v1/` (the SDK's assets), `pay/` (hosted checkout), `shop/` (the
 * demo shop), `docs/` (the documentation), `npm/` (the package), `sbom.json`.
 */
export const DIST = join(ROOT, 'dist');

/** Intermediate files that a second run reuses. */
export const CACHE = join(ROOT, '.cache');

/** Root of the command line tools that `cargo install` builds for this repository. */
export const TOOLS = join(ROOT, '.tools');

/** The tools' programs. */
export const TOOLS_BIN = join(TOOLS, 'bin');

/** A path inside the repository. */
export function inRoot(...parts) {
  return join(ROOT, ...parts);
}
