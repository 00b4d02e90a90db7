// Packs the package and installs it into each consumer, as their developers would.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../scripts/command.mjs';
import { say } from '../../scripts/failure.mjs';
import { CACHE, inRoot } from '../../scripts/paths.mjs';
import { fingerprint, isStamped, stamp } from '../../scripts/stamp.mjs';

const SOURCES = inRoot('tests', 'packaging');

/** Where consumers are installed and built. */
export const WORKSHOP = join(CACHE, 'packaging');

/** Quiet, and without the network where npm has been before. */
const NPM_ARGS = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error'];

/** What consumers have in common, by the name that it has in them. */
const SHARED = {
  plain: { 'checkout.js': 'checkout.js' },
  vite: { 'checkout.js': 'src/checkout.js', 'inline.js': 'src/inline.js', 'element.js': 'src/element.js' },
  webpack: { 'checkout.js': 'src/checkout.js', 'inline.js': 'src/inline.js' },
  next: {},
};

/** The consumers' names. */
export const CONSUMERS = Object.keys(SHARED);

/** `npm pack` at the root; answers the tarball's path. */
export async function pack() {
  mkdirSync(WORKSHOP, { recursive: true });
  for (const name of readdirSync(WORKSHOP).filter((each) => each.endsWith('.tgz'))) rmSync(join(WORKSHOP, name));
  await npm('pack', '--pack-destination', WORKSHOP, '--loglevel', 'error');
  return join(WORKSHOP, readdirSync(WORKSHOP).find((name) => name.endsWith('.tgz')));
}

/** Installs the packages of the consumer's lock file and the tarball, and builds it. Skips what is up to date. */
export async function prepare(name, tarball) {
  const source = join(SOURCES, name);
  const folder = join(WORKSHOP, name);
  const machine = [process.version, process.platform, process.arch];
  const print = fingerprint(...machine, readFileSync(tarball), ...contents(source), ...contents(join(SOURCES, 'shared')));
  const builtStamp = join(folder, '.built');
  if (isStamped(builtStamp, print)) return folder;
  if (existsSync(folder)) clear(folder);
  copySources(name, source, folder);
  // The same version with other content: npm would leave it as it is.
  rmSync(join(folder, 'node_modules', 'tillkit'), { recursive: true, force: true });
  say(`Installing ${name}`);
  await npm('--prefix', folder, 'install', '--no-save', ...NPM_ARGS, tarball);
  const { scripts } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  if (scripts?.build) {
    say(`Building ${name}`);
    await npm('--prefix', folder, 'run', '--silent', 'build');
  }
  if (existsSync(join(folder, 'public'))) cpSync(join(folder, 'public'), join(folder, 'dist'), { recursive: true });
  stamp(builtStamp, print);
  return folder;
}

/** Removes everything but what takes long to make again. */
function clear(folder) {
  for (const name of readdirSync(folder).filter((each) => each !== 'node_modules')) rmSync(join(folder, name), { recursive: true });
}

function copySources(name, source, folder) {
  cpSync(source, folder, { recursive: true, filter: (path) => !/[\\/](node_modules|dist|\.next)$/.test(path) });
  for (const [from, to] of Object.entries(SHARED[name])) cpSync(join(SOURCES, 'shared', from), join(folder, to));
}

/** Every file's name and bytes. */
function contents(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => !path.includes('node_modules')).sort();
  return paths.flatMap((path) => [path, readFileSync(path)]);
}

function npm(...args) {
  const env = { NEXT_TELEMETRY_DISABLED: '1', npm_config_update_notifier: 'false' };
  const path = process.env.npm_execpath;
  return path ? run(process.execPath, [path, ...args], { env }) : run('npm', args, { env });
}
