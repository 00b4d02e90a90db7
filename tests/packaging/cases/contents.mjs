// What is in the package, without a browser.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../../scripts/paths.mjs';

/** Runs a Node program in a consumer's folder; answers what it prints. */
const node = (folder, ...args) => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).trim();

/** Every path that `exports` can lead to. */
const targets = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(targets));

const SERVED = ['tillkit.js', 'frame.html', 'surface.html', 'return.html', 'inline.js', 'hosts.json'];

/** Pages of the documentation, the language of an example there, and the file that is the example. */
const QUICKSTARTS = [
  ['quickstart-npm.md', 'js', 'shared/checkout.js'],
  ['quickstart-react.md', 'jsx', 'vite/src/Checkout.jsx'],
  ['quickstart-element.md', 'js', 'shared/element.js'],
];

export const contents = [
  ['everything that the package promises is in it', async ({ folders }) => {
    const root = join(folders.plain, 'node_modules', 'tillkit');
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const paths = targets(exports).filter((path) => !path.includes('*'));
    assert.deepEqual(paths.filter((path) => !existsSync(join(root, path))), []);
    const served = readdirSync(join(root, 'dist', 'v1'));
    assert.deepEqual(SERVED.filter((name) => !served.includes(name)), []);
    assert.deepEqual(readdirSync(root, { recursive: true }).filter((path) => /\.(br|gz|rs|map)$/.test(path)), []);
  }],
  ['on a server: import and require do nothing and give null', async ({ folders }) => {
    const print = "loadTillkit('pk_test_1', { assetsBase: 'https://js.provider.example/v1/' }).then((tillkit) => console.log(tillkit))";
    assert.equal(node(folders.plain, '--input-type=module', '-e', `import { loadTillkit } from 'tillkit'; ${print}`), 'null');
    assert.equal(node(folders.plain, '--input-type=module', '-e', `import { loadTillkit } from 'tillkit/inline'; ${print}`), 'null');
    assert.equal(node(folders.plain, '--input-type=commonjs', '-e', `const { loadTillkit } = require('tillkit'); ${print}`), 'null');
    const frame = "console.log(import.meta.resolve('tillkit/frame/frame.html').endsWith('/dist/v1/frame.html'))";
    assert.equal(node(folders.plain, '--input-type=module', '-e', frame), 'true');
    const added = "const before = Object.keys(globalThis).length; await import('tillkit'); await import('tillkit/testing'); (await import('tillkit/element')).defineTillkitPayment(); console.log(Object.keys(globalThis).length - before)";
    assert.equal(node(folders.plain, '--input-type=module', '-e', added), '0');
  }],
  ['the main entry knows nothing of WebAssembly', async ({ folders }) => {
    for (const name of ['index.js', 'index.cjs']) {
      const code = readFileSync(join(folders.plain, 'node_modules', 'tillkit', 'dist', 'npm', name), 'utf8');
      assert.doesNotMatch(code, /WebAssembly\.|import\.meta|engine\.wasm/, name);
    }
  }],
  ['its types hold for modules and for CommonJS', async ({ folders }) => {
    const compiler = inRoot('node_modules', 'typescript', 'bin', 'tsc');
    assert.equal(node(folders.vite, compiler, '-p', 'types'), '');
  }],
  ['the quickstarts of the documentation are the files that are tested here', async () => {
    for (const [page, fence, path] of QUICKSTARTS) {
      const file = readFileSync(inRoot('tests', 'packaging', path), 'utf8');
      const text = readFileSync(inRoot('docs', page), 'utf8');
      assert.ok(text.includes(`\`\`\`${fence}\n${file}\`\`\``), `docs/${page} must contain tests/packaging/${path} as it is`);
    }
  }],
];
