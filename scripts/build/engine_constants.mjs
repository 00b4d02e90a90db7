// What the script that starts the engine knows of the files that it loads.

import { hashedName } from './asset_name.mjs';
import { integrityOf } from './integrity.mjs';

/**
 * Hashes do not compress, and every card form carries these. 144 bits are out of anyone's reach, too; the whole hashes
 * are in sri.json.
 */
const beginningOf = (integrity) => integrity.slice(0, 'sha384-'.length + 24);

/**
 * The constants that `www/frame/engine.ts` and `www/frame/extras.ts` declare, as esbuild's `define`.
 *
 * @param engine the name of the engine's wasm file
 * @param wasm the wasm files' bytes, by name
 * @param methodFiles what `readMethodFiles` answers
 */
export function engineConstants({ engine, wasm, methodFiles }) {
  const constants = {
    TILLKIT_ENGINE: engine,
    TILLKIT_ENGINE_INTEGRITY: integrityOf(wasm.engine),
    TILLKIT_QR: hashedName('qr.wasm', wasm.qr),
    TILLKIT_QR_INTEGRITY: beginningOf(integrityOf(wasm.qr)),
    TILLKIT_METHOD_FILES_HASH: methodFiles.hash,
    TILLKIT_BANKS_INTEGRITY: Object.fromEntries(Object.entries(methodFiles.banks).map(([list, hash]) => [list, beginningOf(hash)])),
    TILLKIT_SHEETS_INTEGRITY: methodFiles.sheets,
  };
  return Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));
}
