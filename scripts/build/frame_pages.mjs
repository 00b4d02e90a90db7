// The provider's pages: their content security policy is filled from the host-side list of API bases, and what they
// load is named by its content and held to its hash.

import { readdirSync, readFileSync } from 'node:fs';
import { policySources } from '../../bin/host_policy.mjs';
import { Failure } from '../failure.mjs';
import { inRoot } from '../paths.mjs';
import { minifyCss } from './bundles.mjs';

const FOLDER = inRoot('www', 'frame');

const HOSTS = 'hosts.json';
const WALLETS = 'wallets.json';

/** What a host fills in: the list of API bases, and what it has agreed with Apple and Google. A map from name to content. */
export function buildHostFiles() {
  // Where fonts may come from is in the policy alone: the engine has no use for it.
  const { fontSources, ...hosts } = JSON.parse(read(HOSTS));
  return new Map([[HOSTS, hosts], [WALLETS, JSON.parse(read(WALLETS))]].map(([name, content]) => [name, Buffer.from(JSON.stringify(content))]));
}

/** The pages' stylesheets: a map from name to content. */
export async function buildStyles() {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.css'));
  return new Map(await Promise.all(names.map(async (name) => [name, await minifyCss(read(name))])));
}

/**
 * The pages: a map from name to content.
 *
 * @param links by plain name, the `{name, integrity}` of each file that a page names; without integrity, whoever
 *   fetches the file compares it
 */
export function buildFramePages(links) {
  const sources = readPolicySources();
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.html'));
  return new Map(names.map((name) => [name, buildPage(name, sources, links)]));
}

function buildPage(page, { connect, font, frame }, links) {
  const html = read(page)
    .replaceAll('%CSP_CONNECT%', connect)
    .replaceAll('%CSP_FONT%', font)
    .replaceAll('%CSP_FRAME%', frame)
    .replaceAll(/<!--.*?-->/gs, '')
    .replaceAll(/>\s+</g, '><')
    .replaceAll(/\b(src|href)="([^"]+)"/g, (attribute, kind, plain) => {
      if (plain === HOSTS) return attribute;
      const file = links.get(plain);
      if (!file) throw new Failure(`www/frame/${page}: the build makes no ${plain}.`);
      return `${kind}="${file.name}"${file.integrity ? ` integrity="${file.integrity}"` : ''}`;
    })
    .trim();
  const left = html.match(/%[A-Z_]+%/);
  if (left) throw new Failure(`www/frame/${page}: nothing is known to put in place of ${left[0]}.`);
  return Buffer.from(`${html}\n`);
}

function readPolicySources() {
  try {
    const { apiBases, fontSources } = JSON.parse(read(HOSTS));
    return policySources(apiBases, JSON.parse(read(WALLETS)), fontSources);
  } catch (error) {
    throw new Failure(`www/frame/${HOSTS} or ${WALLETS}: ${error.message}`);
  }
}

function read(name) {
  return readFileSync(`${FOLDER}/${name}`, 'utf8');
}
