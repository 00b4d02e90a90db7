// The SDK's files as they are served under one address. What our own pages load is named by its content; only what
// others have to name keeps its name: the loader, the pages, the module for inline mode, the list of hosts.

import { readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { hashedName } from './asset_name.mjs';
import { bundleFrameScripts, bundleLoaders } from './bundles.mjs';
import { engineConstants } from './engine_constants.mjs';
import { buildFramePages, buildHostFiles, buildStyles } from './frame_pages.mjs';
import { INTEGRITY_LIST, integrityOf, listIntegrity } from './integrity.mjs';
import { readLocaleFiles } from './locale_files.mjs';
import { WASM_MODULES } from './wasm_modules.mjs';

/** Imported by the loader, of whatever version, as `inline.js?1` once more when the first instance broke down. */
const INLINE_MODULE = 'inline.js';

/**
 * All of them: a map from name to content.
 *
 * @param wasm the wasm files' bytes, by name
 * @param methodFiles what `readMethodFiles` answers
 * @param modules the paths of the modules that go with the wasm files, by what our scripts import them by
 */
export async function buildSdk(wasm, methodFiles, modules = WASM_MODULES) {
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const engine = hashedName('engine.wasm', wasm.engine);
  const constants = await engineConstants({ engine, wasm, methodFiles });
  const { [INLINE_MODULE]: inline, ...scripts } = Object.fromEntries(await bundleFrameScripts(constants, modules));
  const styles = Object.fromEntries(await buildStyles());

  const hashed = Object.entries({ ...scripts, ...styles }).map(([plain, content]) => ({ plain, name: hashedName(plain, content), content }));
  const links = new Map(hashed.map(({ plain, name, content }) => [plain, { name, integrity: integrityOf(content) }]));
  // The engine's hash is in the scripts that fetch it: `integrity` on a fetch would hold back the first byte until
  // the last has come, and with it the compiler.
  links.set('engine.wasm', { name: engine, integrity: null });

  const files = new Map([
    [engine, wasm.engine],
    [hashedName('qr.wasm', wasm.qr), wasm.qr],
    ...methodFiles.files,
    ...readLocaleFiles().files,
    ...hashed.map(({ name, content }) => [name, content]),
    [INLINE_MODULE, inline],
    ...(await bundleLoaders()),
    ...buildFramePages(links),
    ...buildHostFiles(),
  ]);
  return files.set(INTEGRITY_LIST, listIntegrity(version, files));
}
