// An SDK whose engine tests can break for real (`src/test_door.rs`), for the end-to-end tests alone. It lies outside
// `dist`, so it is neither served by `npm start` nor packed.

import { join } from 'node:path';
import { CACHE } from '../paths.mjs';
import { readMethodFiles } from './method_files.mjs';
import { publish } from './publish.mjs';
import { buildSdk } from './sdk.mjs';
import { buildWasm, buildWasmModules, WASM_MODULES } from './wasm_modules.mjs';

const FOLDER = join(CACHE, 'test-door');

/** Where it is served from, in the place of `dist`; the end-to-end tests know it. */
const SERVED = join(FOLDER, 'dist');

/** Brings it up to date. The tools of `buildAll` must be set up. */
export async function buildWithTestDoor() {
  const { wasm: engine, module } = await buildWasm('engine', join(FOLDER, 'engine'), ['test-door']);
  const wasm = { ...(await buildWasmModules()), engine };
  const sdk = await buildSdk(wasm, await readMethodFiles(), { ...WASM_MODULES, 'tillkit-engine': module });
  publish(new Map([...sdk].map(([name, content]) => [`v1/${name}`, content])), SERVED);
}
