// What compiles a merchant's `appearance`, and the page that documents it: `tests/appearance`, without a browser.

import { compileCases } from '../../tests/appearance/compile.mjs';
import { documentedCases } from '../../tests/appearance/documented.mjs';
import { Failure, say } from '../failure.mjs';
import { inRoot } from '../paths.mjs';

/** Answers `{passed, failed}`. */
export async function testAppearance() {
  const compiler = await load('compile');
  const vocabulary = await load('vocabulary');
  const cases = [...compileCases({ ...compiler, vocabulary }), ...documentedCases({ vocabulary })];
  const failed = [];
  for (const [name, check] of cases) {
    try {
      check();
      say(`ok: ${name}`);
    } catch (error) {
      failed.push(name);
      console.error(`FAILED: ${name}\n${error.stack}`);
    }
  }
  if (failed.length > 0) throw new Failure(`${failed.length} tests of appearance failed.`);
  return { passed: cases.length, failed: 0 };
}

/** A module of `www/frame/appearance`, as JavaScript. */
async function load(name) {
  // Imported here and not above: the package may only just have been installed.
  const { build } = await import('esbuild');
  const result = await build({ entryPoints: [inRoot('www', 'frame', 'appearance', `${name}.ts`)], bundle: true, write: false, format: 'esm' });
  return import(`data:text/javascript;base64,${Buffer.from(result.outputFiles[0].contents).toString('base64')}`);
}
