// The texts in every language but English, which is built in: one file each for the widget, and for the hosted page. That
// no text lacks in any of them, `build.rs` has checked.

import { readdirSync, readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { hashDigits, nameWithHash } from './asset_name.mjs';
import { beginningOf, integrityOf } from './integrity.mjs';

const FOLDER = inRoot('www', 'locales');

/**
 * Locales whose language RFC 4647's lookup would not find: other names of a language, and what a script or a region says
 * of how Chinese is written.
 */
const ALIASES = {
  no: 'nb', nn: 'nb', iw: 'he', in: 'id',
  'zh-Hant': 'zh-TW', 'zh-MO': 'zh-HK', 'zh-Hant-HK': 'zh-HK', 'zh-Hant-MO': 'zh-HK',
};

/**
 * What the widget loads, a map from name to content: `locales/<tag>.txt` with the texts of the form and of errors, one a
 * line after the tag, and `locales/index.json`, by which a locale's file is found: `{tag: [name, integrity]}`.
 *
 * @returns `{files, index, integrity}`: the map, and the index's name and hash
 */
export function readLocaleFiles() {
  const files = new Map();
  const found = {};
  for (const [tag, { form, error }] of readLocales()) {
    const content = Buffer.from([tag, ...Object.values(form), ...Object.values(error)].join('\n'));
    const name = nameWithHash(`locales/${tag}.txt`, hashDigits(content));
    files.set(name, content);
    found[tag] = [name, beginningOf(integrityOf(content))];
  }
  const list = Buffer.from(JSON.stringify(withAliases(found)));
  const index = nameWithHash('locales/index.json', hashDigits(list));
  return { files: files.set(index, list), index, integrity: beginningOf(integrityOf(list)) };
}

/** What the hosted page loads: a map from name to content, `locales/<tag>.json` with the page's texts, and an index as above. */
export function readPageLocales() {
  const locales = readLocales().map(([tag, { page }]) => [tag, `locales/${tag}.json`, Buffer.from(JSON.stringify(page))]);
  const found = Object.fromEntries(locales.map(([tag, name]) => [tag, name]));
  const files = new Map(locales.map(([, name, content]) => [name, content]));
  return files.set('locales/index.json', Buffer.from(JSON.stringify(withAliases(found))));
}

function withAliases(found) {
  const aliases = Object.entries(ALIASES).filter(([, tag]) => tag in found).map(([alias, tag]) => [alias, found[tag]]);
  return { ...found, ...Object.fromEntries(aliases) };
}

function readLocales() {
  const names = readdirSync(FOLDER).filter((name) => name !== 'en.json').sort();
  return names.map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8'))]);
}
