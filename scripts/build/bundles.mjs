// TypeScript to what browsers load, by esbuild.

import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '../failure.mjs';
import { DIST, inRoot } from '../paths.mjs';

/** Pages of the provider's origin, and the engine's module for inline mode. */
const FRAME_SCRIPTS = ['frame', 'surface', 'return', 'inline'];

const ECMA = 2020;
const TARGET = `es${ECMA}`;

/** The loader for a script tag, alone and with the custom element: a map from name to content. */
export function bundleLoaders() {
  const entries = { tillkit: inRoot('www', 'sdk', 'script.ts'), 'tillkit-payment': inRoot('www', 'sdk', 'tag_script.ts') };
  return bundle(entries, { format: 'iife' });
}

/** What loads the engine, and the other scripts of our pages, with these constants and modules: a map from name to content. */
export function bundleFrameScripts(define, alias) {
  const scripts = FRAME_SCRIPTS.map((name) => [name, inRoot('www', 'frame', `${name}.ts`)]);
  return bundle(Object.fromEntries(scripts), { format: 'esm', define, alias });
}

/** Modules that are only loaded once something needs them: a map from name to content. */
export function bundleLaterScripts() {
  const entries = {
    sheets: inRoot('www', 'frame', 'sheets.ts'),
    appearance: inRoot('www', 'frame', 'appearance', 'appearance.ts'),
    checks: inRoot('www', 'frame', 'checks.ts'),
  };
  return bundle(entries, { format: 'esm', entryNames: '[name]' });
}

/** The scripts of a folder of pages in `www`, one for each page's entry file: a map from name to content. */
export function bundlePages(folder) {
  const pages = readdirSync(inRoot('www', folder)).filter((name) => name.endsWith('.html'));
  const entries = pages.map((page) => basename(page, '.html')).map((name) => [name, inRoot('www', folder, `${name}.ts`)]);
  return bundle(Object.fromEntries(entries), { format: 'esm' });
}

/** The scripts of the documentation's pages: a map from name to content. */
export function bundleDocsScripts() {
  return bundle({ theme_editor: inRoot('www', 'docs', 'theme_editor.ts') }, { format: 'esm' });
}

/** A stylesheet without what only its author reads. */
export async function minifyCss(css) {
  const { transform } = await import('esbuild');
  const result = await transform(css, { loader: 'css', minify: true });
  return Buffer.from(result.code);
}

async function bundle(entryPoints, { define, ...options }) {
  // Imported here and not above: the package may only just have been installed.
  const { build } = await import('esbuild');
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  let result;
  try {
    result = await build({
      entryPoints,
      absWorkingDir: inRoot(),
      outdir: DIST,
      bundle: true,
      minifySyntax: true,
      write: false,
      target: TARGET,
      charset: 'utf8',
      legalComments: 'none',
      define: { TILLKIT_VERSION: JSON.stringify(version), ...define },
      logLevel: 'warning',
      ...options,
    });
  } catch (error) {
    if (!error.errors) throw error;
    throw new Failure(`Bundling of ${Object.keys(entryPoints).join(', ')} failed; see the messages above.`);
  }
  const files = result.outputFiles.map(async (file) => [basename(file.path), await compress(file.text, options.format)]);
  return new Map(await Promise.all(files));
}

/** What compresses best, found by trying. */
const COMPRESSION = { passes: 3, pure_getters: true, hoist_funs: true, booleans: false, sequences: false };

/** Makes a script small, by a thirtieth smaller than esbuild does. */
async function compress(script, format) {
  const { minify } = await import('terser');
  const { code } = await minify(script, { ecma: ECMA, module: format === 'esm', compress: COMPRESSION });
  return Buffer.from(code);
}
