// The provider's pages: their content security policy is filled from the host-side list of API bases.

import { readdirSync, readFileSync } from 'node:fs';
import { Failure } from '../failure.mjs';
import { inRoot } from '../paths.mjs';
import { minifyCss } from './bundles.mjs';

const FOLDER = inRoot('www', 'frame');

const HOSTS = 'hosts.json';

/** Pages, stylesheets and the list of hosts: a map from path in `dist` to content. */
export async function buildFramePages() {
  const hosts = read(HOSTS);
  const sources = policySources(hosts);
  const files = new Map([[`v1/${HOSTS}`, Buffer.from(JSON.stringify(JSON.parse(hosts)))]]);
  for (const name of readdirSync(FOLDER)) {
    if (name.endsWith('.html')) files.set(`v1/${name}`, buildPage(name, sources));
    if (name.endsWith('.css')) files.set(`v1/${name}`, await minifyCss(read(name)));
  }
  return files;
}

function buildPage(name, { connect, frame }) {
  const html = read(name)
    .replaceAll('%CSP_CONNECT%', connect)
    .replaceAll('%CSP_FRAME%', frame)
    .replaceAll(/<!--.*?-->/gs, '')
    .replaceAll(/>\s+</g, '><')
    .trim();
  const left = html.match(/%[A-Z_]+%/);
  if (left) throw new Failure(`www/frame/${name}: nothing is known to put in place of ${left[0]}.`);
  return Buffer.from(`${html}\n`);
}

/**
 * `connect`: the API bases' origins. `frame`: what a surface may show, which is any bank (https),
 * and pages on loopback where the list has such API bases.
 */
function policySources(hosts) {
  const { apiBases } = JSON.parse(hosts);
  if (!Array.isArray(apiBases)) throw new Failure(`www/frame/${HOSTS}: apiBases must be a list of URLs.`);
  const origins = apiBases.map((base) => {
    const origin = /^https?:\/\/[a-z0-9.*-]+(:(\d+|\*))?(?=\/|$)/i.exec(base)?.[0];
    if (!origin) {
      throw new Failure(`www/frame/${HOSTS}: ${JSON.stringify(base)} can't stand in a content security policy; write scheme://host[:port].`);
    }
    return origin;
  });
  const connect = [...new Set(origins)];
  const frame = ['https:', ...connect.filter((origin) => origin.startsWith('http:'))];
  return { connect: connect.join(' '), frame: frame.join(' ') };
}

function read(name) {
  return readFileSync(`${FOLDER}/${name}`, 'utf8');
}
