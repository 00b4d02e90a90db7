// The files that a provider hosts, from the package, with the provider's own API bases.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { policySources, walletSources } from './host_policy.mjs';
import { integrityOf } from './integrity.mjs';

const BUILT = fileURLToPath(new URL('../dist/v1/', import.meta.url));

/** Where the list of API bases stands in the built pages' policies. */
const PLACES = [
  { page: 'frame.html', directive: 'connect-src', kind: 'connect' },
  { page: 'frame.html', directive: 'font-src', kind: 'font' },
  { page: 'surface.html', directive: 'frame-src', kind: 'frame' },
];

const INTEGRITY_LIST = 'sri.json';

/**
 * Copies `dist/v1` into `folder`, which is made if need be; what is in it already stays, unless it has the same name.
 * `apiBases` take the place of the loopback ones: in `hosts.json`, in the pages' policies, and in the hashes of
 * `sri.json`. So does `wallets`, the path of a file with the provider's settings for Apple Pay and Google Pay.
 * `fontSources` are the origins that merchants' fonts may come from. Answers the names of the files.
 *
 * @throws Error for an API base that is neither https nor on loopback, and for `wallets` that can't be read
 */
export function copyAssets(folder, apiBases, wallets, fontSources = []) {
  const changed = changedFiles(apiBases.map(readApiBase), wallets === undefined ? {} : readWallets(wallets), fontSources);
  // Some lie in folders.
  const names = [...Object.keys(readList().files), INTEGRITY_LIST];
  for (const name of names) {
    const [content, path] = [changed.get(name), join(folder, name)];
    mkdirSync(dirname(path), { recursive: true });
    if (content) writeFileSync(path, content);
    else copyFileSync(join(BUILT, name), path);
  }
  return names;
}

function readWallets(path) {
  let wallets;
  try {
    wallets = JSON.parse(readFileSync(path, 'utf8'));
    walletSources(wallets);
  } catch (error) {
    throw new Error(`--wallets ${path}: ${error.message}`);
  }
  return wallets;
}

function readList() {
  return JSON.parse(readFileSync(join(BUILT, INTEGRITY_LIST), 'utf8'));
}

function readApiBase(given) {
  const { protocol, hostname, origin, pathname, search, hash } = parse(given);
  const local = protocol === 'http:' && /^(localhost|127(\.\d+){3})$/.test(hostname);
  if ((protocol !== 'https:' && !local) || hostname.includes('*') || search || hash) {
    throw new Error(`--api-base ${given}: write the https address of your API without wildcards, as in https://api.provider.example`);
  }
  return origin + pathname.replace(/\/+$/, '');
}

function parse(given) {
  try {
    return new URL(given);
  } catch {
    throw new Error(`--api-base ${given} is no URL; write scheme and host, as in https://api.provider.example`);
  }
}

function changedFiles(apiBases, wallets, fontSources) {
  const sources = policySources(apiBases, wallets, fontSources);
  const changed = new Map([
    ['hosts.json', Buffer.from(JSON.stringify({ apiBases }))],
    ['wallets.json', Buffer.from(JSON.stringify(wallets))],
  ]);
  for (const { page, directive, kind } of PLACES) {
    const before = (changed.get(page) ?? readFileSync(join(BUILT, page))).toString();
    const parts = before.split(new RegExp(`(?<=[" ]${directive} 'self' )[^;"]*`));
    if (parts.length !== 2) throw new Error(`${page} of this package has no ${directive} to fill in; install tillkit anew.`);
    changed.set(page, Buffer.from(parts.join(sources[kind])));
  }
  const list = readList();
  for (const [name, content] of changed) list.files[name] = { integrity: integrityOf(content), bytes: content.length };
  return changed.set(INTEGRITY_LIST, Buffer.from(`${JSON.stringify(list, null, 2)}\n`));
}
