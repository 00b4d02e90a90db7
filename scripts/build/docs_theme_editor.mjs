// The theme editor's controls, from the tables of docs/appearance.md, which a test holds against the vocabulary.

import { readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { escapeHtml } from './docs_markdown.mjs';

/** The variables' groups, by the beginnings of their names; the last has all others. */
const GROUPS = [
  ['Colours', /^color|^accessibleColor|^buttonColor/],
  ['Text', /^font/],
  ['Shape and room', /./],
];

/** The editor's part of its page. */
export function themeEditor(render) {
  const parts = { words: words(), variables: groups(render) };
  return readFileSync(inRoot('www', 'docs', 'theme_editor.html'), 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
}

/** The rows of the table under a heading: cells of Markdown. */
function rowsUnder(heading) {
  const section = readFileSync(inRoot('docs', 'appearance.md'), 'utf8').split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  return section.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

const bare = (cell) => cell.replaceAll('`', '');

/** Lists for `theme`, `labels` and `inputs`. The first word of each is its default. */
function words() {
  const themes = rowsUnder('Themes').flatMap(([names]) => bare(names).split(', ')).map((word) => ['theme', word]);
  const others = rowsUnder('Labels and inputs').map(([cell]) => bare(cell).split(': '));
  const all = [...themes, ...others];
  return [...new Set(all.map(([member]) => member))].map((member) => {
    const options = all.filter(([of]) => of === member).map(([, word]) => `<option>${word}</option>`).join('');
    return `<label><code>${member}</code> <select data-member="${member}">${options}</select></label>`;
  }).join('\n');
}

function groups(render) {
  const rows = rowsUnder('Variables').map(([name, value, text]) => ({ name: bare(name), value: bare(value), text }));
  const groupOf = ({ name }) => GROUPS.find(([, names]) => names.test(name))[0];
  return GROUPS.map(([title], index) => {
    const fields = rows.filter((row) => groupOf(row) === title).map((row) => field(row, index === 0 && defaultsOf(row.name, rows), render));
    return `<details${index === 0 ? ' open' : ''}>\n<summary>${title}</summary>\n<div class="variables">\n${fields.join('\n')}\n</div>\n</details>`;
  }).join('\n');
}

/** A variable's field, with its default in it as long as it is empty. */
function field({ name, value, text }, pickable, render) {
  const id = `variable-${name}`;
  const picker = pickable ? `<input type="color" data-picks="${name}" data-light="${pickable[0]}" data-dark="${pickable[1]}" aria-label="Pick ${name}">` : '';
  return `<div class="variable"><label for="${id}"><code>${name}</code></label>${picker}<input id="${id}" data-variable="${name}" placeholder="${escapeHtml(value)}" aria-describedby="${id}-is" spellcheck="false" autocapitalize="off">`
    + `<span id="${id}-is" class="note">${render.inline(text)}</span></div>`;
}

/** A colour's default in the light and in the dark, which may be another variable's. */
function defaultsOf(name, rows) {
  const { value } = rows.find((row) => row.name === name);
  return value.startsWith('#') ? value.split(' / ') : defaultsOf(value, rows);
}
