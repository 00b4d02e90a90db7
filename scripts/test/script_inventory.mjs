// Whether docs/script-inventory.md lists exactly the programs that are served.

import { readFileSync } from 'node:fs';
import { plainName } from '../build/asset_name.mjs';
import { readIntegrityList } from '../build/integrity.mjs';
import { Failure } from '../failure.mjs';
import { inRoot } from '../paths.mjs';

const INVENTORY = ['docs', 'script-inventory.md'];

const PROGRAM = /\.(js|wasm)$/;

/** Answers how many programs were found in the inventory. */
export function checkScriptInventory() {
  const text = readFileSync(inRoot(...INVENTORY), 'utf8');
  const listed = new Set([...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name));
  const served = new Set(Object.keys(readIntegrityList().files).filter((name) => PROGRAM.test(name)).map(plainName));
  const differences = [
    ...[...served].filter((name) => !listed.has(name)).map((name) => `${name} is served and not listed`),
    ...[...listed].filter((name) => !served.has(name)).map((name) => `${name} is listed and not served`),
  ];
  if (differences.length > 0) throw new Failure(`${INVENTORY.join('/')}: ${differences.join('; ')}.`);
  return { passed: served.size, failed: 0 };
}
