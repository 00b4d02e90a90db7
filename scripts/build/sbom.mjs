// The software bill of materials, in CycloneDX's JSON: what is linked into the wasm files, and what builds them.
// It says nothing of when and where it was made, so that the same source has the same one.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { output } from '../command.mjs';
import { Failure } from '../failure.mjs';
import { inRoot } from '../paths.mjs';
import { WASM_TARGET } from '../setup/rust.mjs';

/** npm packages whose programs make what is served; none of their code is in it. */
const BUILD_TOOLS = ['binaryen', 'esbuild', 'terser', 'typescript'];

/** The crate that the engine is compiled from; the whole product has its name. */
const ENGINE_CRATE = 'tillkit';

/** The crate of the other wasm file, which the engine's page loads. */
const QR_CRATE = 'tillkit-qr';

/** `sbom.json` for these served files, a map from name to content. */
export function buildSbom(files) {
  const { version, license } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const checksums = readChecksums();
  const linked = readCrates('normal,no-proc-macro');
  const all = readCrates('normal,build');
  const crate = (reference, scope) => crateComponent(reference, all.licenses.get(reference), checksums.get(reference), scope);
  const own = reference(ENGINE_CRATE, version);
  if (!linked.licenses.has(own)) throw new Failure(`package.json has version ${version}, Cargo.toml another. Give both the same.`);
  const linkedCrates = [...linked.licenses.keys()].filter((each) => each !== own);
  const buildCrates = [...all.licenses.keys()].filter((each) => !linked.licenses.has(each));
  const components = [
    ...linkedCrates.map((each) => crate(each, 'required')),
    standardLibrary(),
    ...buildCrates.map((each) => crate(each, 'excluded')),
    bindingGenerator(checksums),
    ...BUILD_TOOLS.map(npmComponent),
    ...[...files].map(fileComponent),
  ];
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'library', 'bom-ref': own, name: 'tillkit', version, licenses: [{ expression: license }] } },
    components: components.sort((one, other) => (one['bom-ref'] < other['bom-ref'] ? -1 : 1)),
    dependencies: [...linked.dependencies].map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].sort() })),
  };
  return Buffer.from(`${JSON.stringify(bom, null, 2)}\n`);
}

function reference(name, version) {
  return `pkg:cargo/${name}@${version}`;
}

/** What cargo links into the wasm files, or also what runs while it compiles: licences and dependencies by reference. */
function readCrates(edges) {
  const licenses = new Map();
  const dependencies = new Map();
  // Apart, as they are compiled: together, they would share features.
  const [engine, qr] = [ENGINE_CRATE, QR_CRATE].map((crate) => readTree(crate, edges, licenses, dependencies));
  dependencies.get(engine).add(qr);
  return { licenses, dependencies };
}

/** Adds what cargo links into a crate, itself included; answers the crate's own reference. */
function readTree(root, edges, licenses, dependencies) {
  const args = ['tree', '-p', root, '--target', WASM_TARGET, '-e', edges, '--prefix', 'depth', '--format', '|{p}|{l}|', '--locked'];
  const printed = output('cargo', args);
  if (printed === null) throw new Failure(`Failed: cargo ${args.join(' ')}`);
  const path = [];
  for (const line of printed.trim().split('\n')) {
    const [depth, crate, license] = line.split('|');
    const [name, version] = crate.split(' ');
    const ref = reference(name, version.slice(1));
    path.length = Number(depth);
    dependencies.get(path.at(-1))?.add(ref);
    path.push(ref);
    licenses.set(ref, license);
    if (!dependencies.has(ref)) dependencies.set(ref, new Set());
  }
  return path[0];
}

/** The registry's SHA-256 of each crate, from Cargo.lock. */
function readChecksums() {
  const packages = readFileSync(inRoot('Cargo.lock'), 'utf8').split('[[package]]');
  const field = (text, name) => text.match(new RegExp(`^${name} = "(.*)"$`, 'm'))?.[1];
  return new Map(packages.map((text) => [reference(field(text, 'name'), field(text, 'version')), field(text, 'checksum')]));
}

function crateComponent(ref, license, checksum, scope) {
  const [, name, version] = ref.match(/^pkg:cargo\/(.+)@(.+)$/);
  return {
    type: 'library',
    'bom-ref': ref,
    name,
    version,
    scope,
    // Crates of before 2018 write OR as a slash, which SPDX does not know.
    licenses: [{ expression: license.replaceAll(/\s*\/\s*/g, ' OR ') }],
    // Our own crates are in no registry.
    ...(checksum && { purl: ref, hashes: [{ alg: 'SHA-256', content: checksum }] }),
  };
}

/** The standard library is compiled into the engine from its source. */
function standardLibrary() {
  const version = output('rustc', ['--version'])?.match(/\d+\.\d+\.\d+\S*/)?.[0];
  if (!version) throw new Failure('rustc does not tell its version. Run: rustc --version');
  const licenses = [{ expression: 'MIT OR Apache-2.0' }];
  return { type: 'framework', 'bom-ref': `rust-std@${version}`, name: 'rust-std', version, scope: 'required', licenses };
}

/** The program that writes the module around the engine; it has the version of the crate that it goes with. */
function bindingGenerator(checksums) {
  const crate = [...checksums.keys()].find((ref) => ref.startsWith(reference('wasm-bindgen', '')));
  const version = crate.slice(crate.lastIndexOf('@') + 1);
  const purl = reference('wasm-bindgen-cli', version);
  const licenses = [{ expression: 'MIT OR Apache-2.0' }];
  return { type: 'application', 'bom-ref': purl, name: 'wasm-bindgen-cli', version, scope: 'excluded', purl, licenses };
}

function npmComponent(name) {
  const { packages } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
  const { version, license, integrity } = packages[`node_modules/${name}`];
  const [, hash] = integrity.split('-');
  const purl = `pkg:npm/${name}@${version}`;
  const hashes = [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }];
  return { type: 'application', 'bom-ref': purl, name, version, scope: 'excluded', purl, licenses: [{ expression: license }], hashes };
}

function fileComponent([name, content]) {
  const hashes = [{ alg: 'SHA-384', content: createHash('sha384').update(content).digest('hex') }];
  return { type: 'file', 'bom-ref': `file:${name}`, name, hashes };
}
