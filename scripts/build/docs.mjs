// The documentation site, `dist/docs`: plain pages from the Markdown files that docs/pages.json lists.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { Failure } from '../failure.mjs';
import { inRoot } from '../paths.mjs';
import { bundleDocsScripts } from './bundles.mjs';
import { engineErrors, loaderErrors } from './docs_errors.mjs';
import { createRenderer } from './docs_markdown.mjs';
import { readDeclarations } from './docs_declarations.mjs';
import { membersOf, referenceOf } from './docs_reference.mjs';
import { themeEditor } from './docs_theme_editor.mjs';

const STYLE = ['www', 'docs', 'site.css'];

/** What a page with the live editor may reach: the sandbox's gateway, on whatever port it is. */
const SANDBOX = 'http://127.0.0.1:*';

/** Pages with a script: its name, and what the page's policy lets it reach. */
const SCRIPTED = {
  'theme-editor': {
    script: 'theme_editor.js',
    policy: `script-src 'self' ${SANDBOX}; connect-src 'self'; frame-src ${SANDBOX}; `,
  },
};

/** All files of the site: entries of path in `dist` and content. */
export async function buildDocs() {
  const sections = readSections();
  const pages = new Map(sections.flatMap(({ pages: paths }) => paths).map((path) => [path, outputOf(path)]));
  const render = await createRenderer(pages);
  const declarations = await readDeclarations();
  const places = placesOfTypes(pages);
  const generated = {
    reference: (names) => referenceOf(declarations, names, { render, places }),
    'engine errors': () => engineErrors(render),
    'loader errors': () => loaderErrors(declarations, render),
    languages,
    'theme editor': () => themeEditor(render),
  };
  const rendered = [...pages].map(([path, output]) => ({ path, output, ...render.page(path, generated) }));
  const titles = new Map(rendered.map(({ path, title }) => [path, title]));
  const template = readFileSync(inRoot('www', 'docs', 'page.html'), 'utf8');
  const html = rendered.map((page) => [page.output, Buffer.from(fill(template, { ...page, navigation: navigation(sections, pages, titles, page.path) }))]);
  const files = [...html, ...render.pictures(), [basename(STYLE.at(-1)), readFileSync(inRoot(...STYLE))], ...(await bundleDocsScripts())];
  return files.map(([name, content]) => [`docs/${name}`, content]);
}

/** The members of every public type, as the reference has them; for the test that none is missing. */
export async function documentedMembers() {
  return membersOf(await readDeclarations());
}

/** `[{title, pages: [path]}]`, paths from the repository's root. Pages that tests make (`made`) are there once they have. */
function readSections() {
  const list = JSON.parse(readFileSync(inRoot('docs', 'pages.json'), 'utf8'))
    .map(({ title, pages, made = [] }) => ({ title, pages: [...pages, ...made.filter((path) => existsSync(inRoot(path)))] }));
  for (const path of list.flatMap(({ pages }) => pages)) {
    if (!existsSync(inRoot(path))) throw new Failure(`docs/pages.json lists ${path}, which does not exist.`);
  }
  return list;
}

/** `docs/saved-cards.md` is `saved-cards.html`; `RELEASING.md` is `releasing.html`. */
function outputOf(path) {
  return `${basename(path, extname(path)).toLowerCase()}.html`;
}

/** The languages that there are, by their tags. */
function languages() {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const tags = readdirSync(inRoot('www', 'locales')).map((name) => basename(name, '.json')).sort();
  const items = tags.map((tag) => `<li><code>${tag}</code> ${names.of(tag)}</li>`);
  return `<p>There are ${tags.length}:</p>\n<ul class="languages">\n${items.join('\n')}\n</ul>`;
}

/** Where in the site each public type is: its address by its name. */
function placesOfTypes(pages) {
  return new Map([...pages].flatMap(([path, output]) => [...readFileSync(inRoot(path), 'utf8').matchAll(/<!-- reference: ([\w ]+) -->/g)]
    .flatMap(([, names]) => names.split(' ').map((name) => [name, `${output}#${name}`]))));
}

function navigation(sections, pages, titles, current) {
  const item = (path) => {
    const mark = path === current ? ' aria-current="page"' : '';
    return `<li><a href="${pages.get(path)}"${mark}>${titles.get(path)}</a></li>`;
  };
  return sections.map(({ title, pages: paths }) => `<h2>${title}</h2>\n<ul>\n${paths.map(item).join('\n')}\n</ul>`).join('\n');
}

function fill(template, { output, title, description, body, navigation: links }) {
  const scripted = SCRIPTED[basename(output, '.html')];
  const values = {
    title: output === 'index.html' ? title : `${title} – Tillkit`,
    description,
    policy: scripted?.policy ?? '',
    script: scripted ? `\n    <script type="module" src="${scripted.script}"></script>` : '',
    navigation: links,
    body,
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => {
    if (!(name in values)) throw new Failure(`www/docs/page.html asks for {{${name}}}, which there is not.`);
    return values[name];
  });
}
