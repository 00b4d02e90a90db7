#!/usr/bin/env node
// The command `tillkit`, for whoever hosts the SDK.

import { parseArgs } from 'node:util';
import { copyAssets } from './copy.mjs';

const USAGE = `Usage: tillkit copy <folder> --api-base <url> [--api-base <url> ...] [--wallets <file>]
                    [--font-source <url> ...]

Copies the files that a provider hosts into <folder>. Cards go to the API bases given here and nowhere else.
The file after --wallets holds your settings for Apple Pay and Google Pay, which are not offered without.
Merchants may give the form fonts from the origins after --font-source.
See RELEASING.md for the addresses to host them at and the headers to send.`;

function run(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'api-base': { type: 'string', multiple: true }, wallets: { type: 'string' }, 'font-source': { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return USAGE;
  const [command, folder, ...others] = positionals;
  if (command !== 'copy' || !folder || others.length > 0) throw new Error(`Say what to copy to.\n\n${USAGE}`);
  const apiBases = values['api-base'] ?? [];
  if (apiBases.length === 0) throw new Error(`--api-base is missing: the address of your API.\n\n${USAGE}`);
  const names = copyAssets(folder, apiBases, values.wallets, values['font-source']);
  return `${names.length} files in ${folder}; cards go to ${apiBases.join(', ')}. Keep its sri.json where nobody can change it.`;
}

try {
  console.log(run(process.argv.slice(2)));
} catch (error) {
  console.error(`tillkit: ${error.message}`);
  process.exitCode = 1;
}
