// Whether the scripts load on a machine that has Node.js alone: they are what installs everything else.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from '../command.mjs';
import { inRoot } from '../paths.mjs';

/** What `npm test` loads before anything is set up, and what that imports. */
const STAGES = ['scripts', 'test', 'stages.mjs'];
const FOLDERS = [['bin'], ['scripts'], ['tests', 'appearance'], ['tests', 'packaging']];

/** Loads the scripts where no package is installed, which fails at a static import of one. */
export async function checkFreshMachine() {
  const folder = mkdtempSync(join(tmpdir(), 'tillkit-fresh-machine-'));
  try {
    for (const source of FOLDERS) {
      cpSync(inRoot(...source), join(folder, ...source), { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
    }
    await run(process.execPath, ['--input-type=module', '--eval', `await import('${join(folder, ...STAGES)}')`]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { passed: 1, failed: 0 };
}
