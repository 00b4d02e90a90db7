// Whole pages: the demo shop's and the hosted checkout's, with their scripts, styles and pictures.

import { readdirSync, readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { bundlePages } from './bundles.mjs';
import { readPageLocales } from './locale_files.mjs';

/** Folders of `www`, and of `dist`. */
const FOLDERS = ['shop', 'pay'];

const STATIC = /\.(html|css|svg)$/;

/** Everything of those folders that is served: entries of path in `dist` and content. */
export async function buildPages() {
  return (await Promise.all(FOLDERS.map(buildFolder))).flat();
}

async function buildFolder(folder) {
  const scripts = [...(await bundlePages(folder))];
  const locales = folder === 'pay' ? [...readPageLocales()] : [];
  return [...scripts, ...locales, ...readStatic(folder)].map(([name, content]) => [`${folder}/${name}`, content]);
}

/** Files that are served as they are. */
function readStatic(folder) {
  const names = readdirSync(inRoot('www', folder), { recursive: true }).filter((name) => STATIC.test(name));
  return names.map((name) => [name, readFileSync(inRoot('www', folder, name))]);
}
