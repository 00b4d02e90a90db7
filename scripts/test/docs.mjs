// Whether the documentation's site holds together: links, anchors, policies, and a reference that leaves nothing out.

import { readFileSync } from 'node:fs';
import { buildDocs, documentedMembers } from '../build/docs.mjs';
import { Failure } from '../failure.mjs';
import { inRoot } from '../paths.mjs';
import { compileSamples } from './docs_samples.mjs';

/** Pages that have the reference. */
const REFERENCE = ['options', 'methods', 'events', 'types'];

const DECLARATION = /^export (?:interface|type) (\w+)/gm;

/** A member of an interface, in a line of its own. */
const MEMBER = /^ +(?:readonly )?(\w+)\??(?:<[^>]*>)?[:(]/gm;

/** Builds the site and looks through it. Answers how many things were found to be right. */
export async function checkDocs() {
  const files = new Map((await buildDocs()).map(([path, content]) => [path.replace('docs/', ''), content]));
  const pages = new Map([...files].filter(([name]) => name.endsWith('.html')).map(([name, content]) => [name, content.toString('utf8')]));
  const checks = [
    ...[...pages].flatMap(([name, html]) => [...links(name, html, pages, files), ...soundness(name, html)]),
    ...completeness(pages, await documentedMembers()),
    ...codes(pages),
    examples(),
  ];
  const wrong = checks.filter(({ wrong: text }) => text);
  if (wrong.length > 0) throw new Failure(`The documentation:\n${wrong.map(({ wrong: text }) => text).join('\n')}`);
  return { passed: checks.length + await compileSamples(), failed: 0 };
}

const check = (isRight, text) => ({ wrong: isRight ? undefined : text });

/** Every link within the site leads to something. */
function links(name, html, pages, files) {
  return [...html.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, address]) => address).filter((address) => !/^https?:/.test(address))
    .map((address) => {
      const [file, anchor] = address.split('#');
      const target = file || name;
      if (!files.has(target)) return check(false, `${name} links to ${address}, a page that there is not`);
      return check(!anchor || pages.get(target)?.includes(` id="${anchor}"`), `${name} links to ${address}, where nothing has that id`);
    });
}

/** What every page must be: one title, ids that occur once, nothing inline, headings in order. */
function soundness(name, html) {
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  const levels = [...html.slice(html.indexOf('<article>')).matchAll(/<h(\d)[ >]/g)].map(([, level]) => Number(level));
  const skipped = levels.some((level, index) => level > (levels[index - 1] ?? 0) + 1);
  return [
    check(twice.length === 0, `${name} has these ids twice: ${twice.join(', ')}`),
    check((html.match(/<h1[ >]/g) ?? []).length === 1, `${name} needs exactly one title`),
    check(!skipped, `${name} leaves a level of headings out: ${levels.join(' ')}`),
    check(!/<style|<script(?! type="module" src=)| style="| on\w+="/.test(html.replaceAll(/<pre[^]*?<\/pre>/g, '')), `${name} has something inline, which its policy refuses`),
    check(html.includes("content=\"default-src 'none';"), `${name} has no policy`),
    check(!/<!-- |\{\{/.test(html.replaceAll(/<pre[^]*?<\/pre>/g, '')), `${name} has a part that was not filled in`),
  ];
}

/** The reference has each member of each type that `types.ts` exports, by another reading of that file. */
function completeness(pages, members) {
  const reference = REFERENCE.map((name) => pages.get(`${name}.html`)).join('\n');
  const source = readFileSync(inRoot('www', 'sdk', 'types.ts'), 'utf8').replaceAll(/\/\*\*[^]*?\*\//g, '');
  const declared = [...source.matchAll(DECLARATION)].map(([, name]) => name);
  const names = source.split(/^export /m).filter((part) => part.startsWith('interface ')).flatMap((part) => {
    const [, owner] = part.match(/^interface (\w+)/);
    return [...part.matchAll(MEMBER)].map(([, member]) => [owner, member]);
  });
  const known = new Set(members);
  return [
    ...declared.map((name) => check(reference.includes(`<h2 id="${name}">`), `The reference leaves ${name} out`)),
    ...names.map(([owner, member]) => check(
      [...known].some((path) => path.startsWith(`${owner}.`) && path.endsWith(`.${member}`) && reference.includes(` id="${path}"`)),
      `The reference leaves ${member} of ${owner} out`,
    )),
  ];
}

/** Every error code of core has a row. */
function codes(pages) {
  const html = pages.get('errors.html');
  return JSON.parse(readFileSync(inRoot('docs', 'error-codes.json'), 'utf8'))
    .map(({ code }) => check(html.includes(`<code id="${code}">`), `errors.html leaves ${code} out`));
}

/** The README begins with the example of the first quickstart, which a test in browsers runs. */
function examples() {
  const [readme, quickstart] = ['README.md', 'docs/quickstart-script.md']
    .map((path) => readFileSync(inRoot(path), 'utf8').split('```html\n')[1]?.split('```')[0]);
  return check(readme && readme === quickstart, 'README.md and docs/quickstart-script.md have different examples');
}
