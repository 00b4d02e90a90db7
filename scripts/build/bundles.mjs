// TypeScript to what browsers load, by esbuild.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '../failure.mjs';
import { inRoot } from '../paths.mjs';
import { ENGINE_MODULE } from './engine.mjs';

/** Pages of the provider's origin, and the engine's module for inline mode. */
const FRAME_SCRIPTS = ['frame', 'surface', 'return', 'inline'];

const TARGET = 'es2020';

/** The loader for a script tag and everything it loads later: a map from path in `dist` to content. */
export async function bundleSdk() {
  const files = new Map();
  await bundle(files, 'v1', { tillkit: inRoot('www', 'sdk', 'script.ts') }, { format: 'iife' });
  const scripts = FRAME_SCRIPTS.map((name) => [name, inRoot('www', 'frame', `${name}.ts`)]);
  await bundle(files, 'v1', Object.fromEntries(scripts), { format: 'esm' });
  const packageEntry = inRoot('www', 'sdk', 'index.ts');
  if (existsSync(packageEntry)) {
    await bundle(files, 'npm', { index: packageEntry }, { format: 'esm', outExtension: { '.js': '.mjs' } });
  }
  return files;
}

/** The demo shop's scripts, one for each page's entry file. */
export async function bundleShop() {
  const files = new Map();
  const pages = readdirSync(inRoot('www', 'shop')).filter((name) => name.endsWith('.html'));
  const entries = pages.map((page) => basename(page, '.html')).map((name) => [name, inRoot('www', 'shop', `${name}.ts`)]);
  await bundle(files, 'shop', Object.fromEntries(entries), { format: 'esm' });
  return files;
}

/** A stylesheet without what only its author reads. */
export async function minifyCss(css) {
  const { transform } = await import('esbuild');
  const result = await transform(css, { loader: 'css', minify: true });
  return Buffer.from(result.code);
}

async function bundle(files, folder, entryPoints, options) {
  // Imported here and not above: the package may only just have been installed.
  const { build } = await import('esbuild');
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  let result;
  try {
    result = await build({
      entryPoints,
      outdir: inRoot('dist', folder),
      bundle: true,
      minify: true,
      write: false,
      target: TARGET,
      charset: 'utf8',
      legalComments: 'none',
      alias: { 'tillkit-engine': ENGINE_MODULE },
      define: { TILLKIT_VERSION: JSON.stringify(version) },
      logLevel: 'warning',
      ...options,
    });
  } catch (error) {
    if (!error.errors) throw error;
    throw new Failure(`Bundling for dist/${folder} failed; see the messages above.`);
  }
  for (const file of result.outputFiles) files.set(`${folder}/${basename(file.path)}`, Buffer.from(file.contents));
}
