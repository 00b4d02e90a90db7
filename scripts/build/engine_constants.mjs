// What the script that starts the engine knows of the files that it loads.

import { readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { hashedName } from './asset_name.mjs';
import { minifyCss } from './bundles.mjs';
import { beginningOf, integrityOf } from './integrity.mjs';
import { readLocaleFiles } from './locale_files.mjs';

/**
 * The constants that scripts of `www/frame` declare, as esbuild's `define`.
 *
 * @param engine the name of the engine's wasm file
 * @param wasm the wasm files' bytes, by name
 * @param methodFiles what `readMethodFiles` answers
 */
export async function engineConstants({ engine, wasm, methodFiles }) {
  const locales = readLocaleFiles();
  const styles = await minifyCss(readFileSync(inRoot('www', 'frame', 'appearance', 'form.css'), 'utf8'));
  const constants = {
    TILLKIT_FORM_STYLES: styles.toString().trim(),
    TILLKIT_ENGINE: engine,
    TILLKIT_ENGINE_INTEGRITY: integrityOf(wasm.engine),
    TILLKIT_QR: hashedName('qr.wasm', wasm.qr),
    TILLKIT_QR_INTEGRITY: beginningOf(integrityOf(wasm.qr)),
    TILLKIT_METHOD_FILES_HASH: methodFiles.hash,
    TILLKIT_BANKS_INTEGRITY: Object.fromEntries(Object.entries(methodFiles.banks).map(([list, hash]) => [list, beginningOf(hash)])),
    TILLKIT_SCRIPTS_INTEGRITY: methodFiles.scripts,
    TILLKIT_LOCALES: locales.index,
    TILLKIT_LOCALES_INTEGRITY: locales.integrity,
  };
  return Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));
}
