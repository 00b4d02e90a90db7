// How much a card payment in English loads, and how much it may; and what is only loaded once a method or a language needs it.

import { readFileSync } from 'node:fs';
import { plainName } from './build/asset_name.mjs';
import { readIntegrityList } from './build/integrity.mjs';
import { compressBrotli, compressGzip } from './compress.mjs';
import { Failure } from './failure.mjs';
import { inRoot } from './paths.mjs';

/** Brotli bytes that the loader (the script tag) may have. */
export const LOADER_BUDGET_BYTES = 6 * 1024;

/** Brotli bytes that everything a card payment loads may have. */
export const TOTAL_BUDGET_BYTES = 120 * 1024;

const LOADER = 'tillkit.js';

const EXTRA = /^(marks|banks|locales)\/|^(qr|sheets|appearance|checks)\./;

/** `{name, raw, gzip, brotli}` in bytes for each file, and their sum under the name `total`. */
export function measureCardPayment() {
  const built = new Map(Object.keys(readIntegrityList().files).map((name) => [plainName(name), name]));
  const names = JSON.parse(readFileSync(inRoot('scripts', 'card_payment_files.json'), 'utf8'));
  const files = names.map((name) => {
    if (!built.has(name)) throw new Failure(`The build makes no ${name}, which scripts/card_payment_files.json names.`);
    return measure(name, built.get(name));
  });
  const sum = (key) => files.reduce((total, file) => total + file[key], 0);
  return { files, total: { name: 'total', raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') } };
}

/** The same rows for what is loaded once a method is shown or chosen, its payment shows a code, or the form is in another language. */
export function measureExtras() {
  const names = Object.keys(readIntegrityList().files).filter((name) => EXTRA.test(name));
  return names.map((name) => measure(plainName(name), name)).sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Fails when a budget is passed. */
export function checkBudgets({ files, total }) {
  const loader = files.find((file) => file.name === LOADER);
  const passed = [[loader, LOADER_BUDGET_BYTES], [total, TOTAL_BUDGET_BYTES]].filter(([{ brotli }, budget]) => brotli > budget);
  if (passed.length === 0) return;
  const lines = passed.map(([{ name, brotli }, budget]) => `${name}: ${brotli} bytes brotli, ${brotli - budget} above the budget of ${budget}`);
  throw new Failure(lines.join('\n'));
}

/** One line a file, the sum last. */
export function sizeTable({ files, total }) {
  const sum = `total raw=${total.raw} gzip=${total.gzip} brotli=${total.brotli}`;
  return [line(['file', 'raw', 'gzip', 'brotli']), ...files.map(row), sum].join('\n');
}

/** The same without a sum: no payment needs all of them. */
export function extrasTable(files) {
  return [line(['loaded once something needs it', 'raw', 'gzip', 'brotli']), ...files.map(row)].join('\n');
}

function row({ name, raw, gzip, brotli }) {
  return line([name, raw, gzip, brotli]);
}

function line([name, ...numbers]) {
  return name.padEnd(30) + numbers.map((number) => String(number).padStart(10)).join('');
}

function measure(name, builtName) {
  const content = readFileSync(inRoot('dist', 'v1', builtName));
  return { name, raw: content.length, gzip: compressGzip(content).length, brotli: compressBrotli(content).length };
}
