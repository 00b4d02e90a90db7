// Whether the same source gives the same bytes: whoever audits a release can build it and compare.

import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { integrityOf } from '../build/integrity.mjs';
import { run } from '../command.mjs';
import { Failure } from '../failure.mjs';
import { DIST, ROOT, TOOLS } from '../paths.mjs';

/** What a build leaves behind, or does not read. */
const LEFT_OUT = ['.git', '.cache', '.tools', 'dist', 'target'];

/**
 * Builds a copy of this repository from nothing, in a folder with another name, and compares its `dist` with ours.
 * Answers how many files were compared.
 */
export async function checkReproducible() {
  // The real path: where the temporary folder is a link, compilers see what it leads to.
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'tillkit-built-twice-')));
  try {
    copySource(copy);
    await run(process.execPath, [join(copy, 'scripts', 'build.mjs')], { env: { CARGO_TARGET_DIR: join(copy, 'target') } });
    return { passed: compare(hashes(DIST), hashes(join(copy, 'dist'))), failed: 0 };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function copySource(copy) {
  const filter = (path) => !LEFT_OUT.includes(relative(ROOT, path));
  cpSync(ROOT, copy, { recursive: true, filter, verbatimSymlinks: true });
  symlinkSync(TOOLS, join(copy, basename(TOOLS)));
}

function hashes(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((path) => !statSync(join(folder, path)).isDirectory());
  return new Map(files.map((path) => [path, integrityOf(readFileSync(join(folder, path)))]));
}

function compare(ours, theirs) {
  const paths = [...new Set([...ours.keys(), ...theirs.keys()])];
  const different = paths.filter((path) => ours.get(path) !== theirs.get(path));
  if (different.length > 0) throw new Failure(`Built twice, these files differ:\n${different.sort().join('\n')}`);
  return paths.length;
}
