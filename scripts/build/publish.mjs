// Makes a folder, `dist` unless told otherwise, hold exactly the files of one build.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compressBrotli, compressGzip } from '../compress.mjs';
import { DIST } from '../paths.mjs';

/** The SDK's files are also written compressed beside themselves, for servers that send such files as they are. */
const COMPRESSED_FOLDER = 'v1/';

const COMPRESSIONS = { '.br': compressBrotli, '.gz': compressGzip };

/** Writes what changed, removes what no longer belongs. Answers how many files that were. */
export function publish(files, folder = DIST) {
  const written = [...files].map(([path, content]) => publishFile(folder, path, content));
  const belonging = new Set(written.flatMap(({ paths }) => paths));
  const stale = readdirSync(folder, { recursive: true })
    .filter((path) => !belonging.has(path) && !statSync(join(folder, path)).isDirectory());
  for (const path of stale) rmSync(join(folder, path));
  return written.filter(({ changed }) => changed).length + stale.length;
}

/** Answers the paths that the file and its compressed forms have, and whether they had to be written. */
function publishFile(folder, path, content) {
  const compressions = path.startsWith(COMPRESSED_FOLDER) ? Object.entries(COMPRESSIONS) : [];
  const paths = [path, ...compressions.map(([ending]) => path + ending)];
  const changed = !paths.every((each) => existsSync(join(folder, each))) || !readFileSync(join(folder, path)).equals(content);
  if (changed) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    for (const [ending, compress] of compressions) writeFileSync(join(folder, path + ending), compress(content));
  }
  return { paths, changed };
}
