// docs/appearance.md says what there is, and nothing else.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';

/** The rows of the table under a heading, each a list of cells without their backquotes. */
function rowsUnder(heading) {
  const text = readFileSync(inRoot('docs', 'appearance.md'), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section, `docs/appearance.md has no heading ${heading}`);
  const lines = section.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim().replaceAll('`', '')));
}

const firstCells = (heading) => rowsUnder(heading).map(([name]) => name);

/** The tokens' defaults, as the form's style sheet has them; `light / dark` where there are two. */
function defaultsOf(css) {
  const defaults = new Map();
  for (const [, token, value] of css.matchAll(/--tk-([a-z-]+): ([^;]+);/g)) {
    const known = defaults.get(token);
    const both = /^light-dark\((.+), (.+)\)$/.exec(value);
    if (!known) defaults.set(token, value);
    else if (both) defaults.set(token, `${both[1]} / ${both[2]}`);
  }
  return defaults;
}

export const documentedCases = ({ vocabulary: { FUNCTIONS, INPUTS, LABELS, OLDER_NAMES, PROPERTIES, SELECTORS, STATES, THEMES, VARIABLES } }) => [
  ['every variable is documented with its default', () => {
    const defaults = defaultsOf(readFileSync(inRoot('www', 'frame', 'appearance', 'form.css'), 'utf8').split('@media (prefers-contrast')[0]);
    const names = new Map(Object.entries(VARIABLES).map(([name, [token]]) => [token, name]));
    const shown = (token) => (defaults.get(token) ?? 'colorTextSecondary')
      .replace(/var\(--tk-([a-z-]+)\)/g, (_, other) => names.get(other)).replace(/^calc\((.*)\)$/, '$1');
    assert.deepEqual(rowsUnder('Variables').map(([name, value]) => [name, value]), Object.entries(VARIABLES).map(([name, [token]]) => [name, shown(token)]));
    assert.deepEqual(rowsUnder('Older names').map(([name, now]) => [name, now]), Object.entries(OLDER_NAMES));
  }],
  ['every selector, state, property and function is documented', () => {
    assert.deepEqual(firstCells('Selectors'), Object.keys(SELECTORS));
    assert.deepEqual(firstCells('States'), STATES);
    const listed = (heading) => rowsUnder(heading).flatMap(([names]) => names.split(/,\s*/));
    assert.deepEqual(listed('Properties').sort(), [...PROPERTIES].sort());
    assert.deepEqual(listed('Functions').sort(), FUNCTIONS.map((name) => `${name}()`).sort());
  }],
  ['every theme and every other word is documented', () => {
    assert.deepEqual(firstCells('Themes').flatMap((names) => names.split(', ')), Object.keys(THEMES));
    assert.deepEqual(firstCells('Labels and inputs'), [...LABELS.map((word) => `labels: ${word}`), ...INPUTS.map((word) => `inputs: ${word}`)]);
  }],
  ["every variable is in the compiler's types", () => {
    const types = readFileSync(inRoot('www', 'sdk', 'types.ts'), 'utf8').split('interface AppearanceVariables {')[1].split('\n}')[0];
    assert.deepEqual([...types.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name), Object.keys(VARIABLES));
  }],
];
