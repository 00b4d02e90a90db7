// The whole build: engine, SDK assets, shop, hosted checkout and documentation into `dist`.

import { say } from '../failure.mjs';
import { setUpWasmBindgen } from '../setup/cargo_tools.mjs';
import { setUpNodeModules } from '../setup/node_modules.mjs';
import { setUpRust } from '../setup/rust.mjs';
import { buildDocs } from './docs.mjs';
import { readMethodFiles } from './method_files.mjs';
import { buildNpmPackage } from './npm_package.mjs';
import { buildPages } from './pages.mjs';
import { publish } from './publish.mjs';
import { buildSbom } from './sbom.mjs';
import { buildSdk } from './sdk.mjs';
import { buildWasmModules } from './wasm_modules.mjs';

/** Sets up what the build needs and brings `dist` up to date. */
export async function buildAll() {
  await setUpNodeModules();
  await setUpRust();
  await setUpWasmBindgen();
  const wasm = await buildWasmModules();
  say('Bundling the SDK and the pages');
  const methodFiles = await readMethodFiles();
  const sdk = await buildSdk(wasm, methodFiles);
  const files = new Map([
    ...inFolder('v1', sdk),
    ...(await buildNpmPackage(wasm, methodFiles)),
    ...(await buildPages()),
    ...(await buildDocs()),
    ['sbom.json', buildSbom(sdk)],
  ]);
  const changed = publish(files);
  say(changed === 0 ? 'dist is up to date' : `dist: ${changed} files written or removed`);
}

function inFolder(folder, files) {
  return [...files].map(([name, content]) => [`${folder}/${name}`, content]);
}
