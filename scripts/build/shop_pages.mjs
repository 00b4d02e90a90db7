// The demo shop's pages, styles and pictures.

import { readdirSync, readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';

const STATIC = /\.(html|css|svg)$/;

/** Files that are served as they are: a map from path in `dist` to content. */
export function copyShopPages() {
  const folder = inRoot('www', 'shop');
  const names = readdirSync(folder, { recursive: true });
  return new Map(names.filter((name) => STATIC.test(name)).map((name) => [`shop/${name}`, readFileSync(`${folder}/${name}`)]));
}
