// Whether the documentation's JavaScript is what the SDK takes: each sample is compiled against its types.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.mjs';
import { CACHE, inRoot } from '../paths.mjs';

const SAMPLE = /^```js\n([^]*?)^```/gm;

/** Entries of the package, and their sources. */
const ENTRIES = { tillkit: 'index', 'tillkit/element': 'tag', 'tillkit/inline': 'inline', 'tillkit/stripe': 'stripe', 'tillkit/testing': 'testing' };

/** What samples take from the page around them. */
const AROUND = `import type { Elements, PaymentElement, Tillkit as Sdk, TillkitConstructor } from 'tillkit';
declare global {
  const Tillkit: TillkitConstructor, tillkit: Sdk, stripe: Sdk, elements: Elements, payment: PaymentElement;
  const clientSecret: string, orderToken: string, email: string, phone: string;
  const address: { country: string }, data: { id: string }[], cy: any;
}
`;

/** What samples take from other people's packages, which are not installed here. */
const OTHERS = `declare module '@playwright/test' {
  interface Place { getByRole(role: string, options: { name: string }): { click(): Promise<void> } }
  interface Page extends Place { goto(path: string): Promise<void>; getByText(text: string): object; frameLocator(selector: string): Frame; locator(selector: string): any }
  interface Frame extends Place { frameLocator(selector: string): Frame; locator(selector: string): any }
  function test(name: string, run: (fixtures: { page: Page }) => Promise<void>): void;
  function expect(what: object): { toBeVisible(): Promise<void> };
}
`;

/** Answers how many samples compile; fails with the compiler's words when one does not. */
export async function compileSamples() {
  const folder = join(CACHE, 'docs-samples');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pages = ['README.md', 'RELEASING.md', ...readdirSync(inRoot('docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
  const samples = pages.flatMap((page) => [...readFileSync(inRoot(page), 'utf8').matchAll(SAMPLE)]
    .map(([, code], index) => [`${page.replace('docs/', '').replace('.md', '')}-${index + 1}.ts`, `${code}export {};\n`]));
  const options = {
    extends: inRoot('tsconfig.json'),
    compilerOptions: {
      strict: false,
      noUnusedLocals: false,
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      paths: Object.fromEntries(Object.entries(ENTRIES).map(([entry, source]) => [entry, [inRoot('www', 'sdk', `${source}.ts`)]])),
    },
    include: [folder],
  };
  for (const [name, text] of [...samples, ['around.d.ts', AROUND], ['others.d.ts', OTHERS], ['tsconfig.json', JSON.stringify(options)]]) {
    writeFileSync(join(folder, name), text);
  }
  await run(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', folder]);
  return samples.length;
}
