// What the script that starts the engine knows of the files that it loads.

import { hashedName } from './asset_name.mjs';
import { beginningOf, integrityOf } from './integrity.mjs';
import { readLocaleFiles } from './locale_files.mjs';

/**
 * The constants that `www/frame/engine.ts`, `extras.ts` and `look.ts` declare, as esbuild's `define`.
 *
 * @param engine the name of the engine's wasm file
 * @param wasm the wasm files' bytes, by name
 * @param methodFiles what `readMethodFiles` answers
 */
export function engineConstants({ engine, wasm, methodFiles }) {
  const locales = readLocaleFiles();
  const constants = {
    TILLKIT_ENGINE: engine,
    TILLKIT_ENGINE_INTEGRITY: integrityOf(wasm.engine),
    TILLKIT_QR: hashedName('qr.wasm', wasm.qr),
    TILLKIT_QR_INTEGRITY: beginningOf(integrityOf(wasm.qr)),
    TILLKIT_METHOD_FILES_HASH: methodFiles.hash,
    TILLKIT_BANKS_INTEGRITY: Object.fromEntries(Object.entries(methodFiles.banks).map(([list, hash]) => [list, beginningOf(hash)])),
    TILLKIT_SHEETS_INTEGRITY: methodFiles.scripts.sheets,
    TILLKIT_SCRIPTS_INTEGRITY: { appearance: methodFiles.scripts.appearance, checks: methodFiles.scripts.checks },
    TILLKIT_LOCALES: locales.index,
    TILLKIT_LOCALES_INTEGRITY: locales.integrity,
  };
  return Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));
}
