// What the npm package has beside `dist/v1`: the loader as modules, the engine for `tillkit/inline`, and types.

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../command.mjs';
import { Failure } from '../failure.mjs';
import { CACHE, inRoot } from '../paths.mjs';
import { engineConstants } from './engine_constants.mjs';
import { WASM_MODULES } from './wasm_modules.mjs';

/** The package's entries, each a file of `www/sdk`; `cjs` ones can also be required. */
const ENTRIES = [
  { name: 'index', cjs: true },
  { name: 'stripe', cjs: true },
  { name: 'testing', cjs: true },
  { name: 'tag', cjs: true },
  { name: 'inline', cjs: false },
];

const DECLARATIONS = join(CACHE, 'declarations');

/** Puts no one off: bundlers minify, and people who review a payment page read. */
const READABLE = { minify: false, legalComments: 'none' };

/**
 * A map from path in `dist` to content.
 *
 * @param wasm the wasm files' bytes, by name
 * @param methodFiles what `readMethodFiles` answers
 */
export async function buildNpmPackage(wasm, methodFiles) {
  const files = new Map([['npm/engine.wasm', wasm.engine]]);
  const entry = ({ name }) => [name, inRoot('www', 'sdk', `${name}.ts`)];
  await bundle(files, Object.fromEntries(ENTRIES.map(entry)), { format: 'esm', ...READABLE });
  await bundle(files, Object.fromEntries(ENTRIES.filter(({ cjs }) => cjs).map(entry)), { format: 'cjs', outExtension: { '.js': '.cjs' }, ...READABLE });
  // What methods need later comes from `assetsBase` in a bundler's page, too.
  const define = await engineConstants({ engine: 'engine.wasm', wasm, methodFiles });
  await bundle(files, { engine: inRoot('www', 'frame', 'inline.ts') }, { format: 'esm', minify: true, define });
  await declare(files);
  return files;
}

async function bundle(files, entryPoints, { define, ...options }) {
  // Imported here and not above: the package may only just have been installed.
  const { build } = await import('esbuild');
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const result = await build({
    entryPoints,
    // What is readable names its sources by their place in the repository.
    absWorkingDir: inRoot(),
    outdir: inRoot('dist', 'npm'),
    bundle: true,
    write: false,
    target: 'es2020',
    charset: 'utf8',
    alias: WASM_MODULES,
    define: { TILLKIT_VERSION: JSON.stringify(version), ...define },
    logLevel: 'warning',
    ...options,
  });
  for (const file of result.outputFiles) files.set(`npm/${basename(file.path)}`, Buffer.from(file.contents));
}

/**
 * The compiler's declarations of the entries and of what they import. Node's rules ask for the ending in every
 * import, and for a set of its own for CommonJS.
 */
async function declare(files) {
  rmSync(DECLARATIONS, { recursive: true, force: true });
  const compiler = inRoot('node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [compiler, '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', inRoot(), '--outDir', DECLARATIONS]);
  const folder = join(DECLARATIONS, 'www', 'sdk');
  const known = new Set(readdirSync(folder));
  const include = (name, ending) => {
    const path = `npm/${name}.d.${ending.replace('js', 'ts')}`;
    if (files.has(path)) return;
    if (!known.has(`${name}.d.ts`)) throw new Failure(`www/sdk/${name}.ts has no declarations, but is imported.`);
    const imported = [];
    const text = readFileSync(join(folder, `${name}.d.ts`), 'utf8').replaceAll(/(from '|import\(['"])\.\/([a-z_]+)(?=['"])/g, (_, before, target) => {
      imported.push(target);
      return `${before}./${target}.${ending}`;
    });
    files.set(path, Buffer.from(text));
    for (const target of imported) include(target, ending);
  };
  for (const { name, cjs } of ENTRIES) {
    include(name, 'js');
    if (cjs) include(name, 'cjs');
  }
}
