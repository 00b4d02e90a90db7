// The tables of error codes: the engine's, which a test of core writes into docs/error-codes.json, and the loader's,
// read from the calls that make them.

import { readFileSync } from 'node:fs';
import { Failure } from '../failure.mjs';
import { inRoot } from '../paths.mjs';
import { escapeHtml, scrolled } from './docs_markdown.mjs';

/** What each error type is about. */
const TYPES = {
  validation_error: "What the customer typed or has not chosen yet. The form shows it beside the field.",
  card_error: 'The card, its bank or the customer said no.',
  invalid_request_error: 'Your page or your server asked for something that cannot be.',
  authentication_error: 'The key is not the right one.',
  api_connection_error: 'The network.',
  api_error: 'The gateway, or the form itself.',
  rate_limit_error: 'Too many requests.',
  idempotency_error: 'Two requests under one key.',
};

const WHO = { shopper: 'the customer', merchant: 'you', provider: 'your provider' };

/** How the loader makes errors, by the name of what is called: which argument is what, and how the error arrives. */
const MAKERS = {
  check: { code: 1, message: 2, arrives: 'thrown' },
  refuse: { code: 0, message: 1, arrives: 'the result' },
  problem: { code: 0, message: 1, arrives: 'the result' },
  LoadError: { code: 0, message: 2, arrives: '`loaderror`' },
};

/** `problem()` in these files ends the loading of the form. */
const OF_LOADING = /frame\.ts$|engine\.ts$/;

/** The codes of docs/error-codes.json, type by type. */
export function engineErrors(render) {
  const rows = JSON.parse(readFileSync(inRoot('docs', 'error-codes.json'), 'utf8'));
  const types = [...new Set(rows.map(({ type }) => type))];
  const unknown = types.filter((type) => !(type in TYPES));
  if (unknown.length > 0) throw new Failure(`scripts/build/docs_errors.mjs does not say what ${unknown.join(', ')} is.`);
  return Object.keys(TYPES).filter((type) => types.includes(type)).map((type) => {
    const body = rows.filter((row) => row.type === type)
      .map(({ code, message, who, retry }) => [named(code), escapeHtml(message), WHO[who], `<code>${retry}</code>`]);
    return `<h3 id="type-${type}"><code>${type}</code></h3>\n<p>${render.inline(TYPES[type])}</p>\n${table(['code', 'message', 'who acts', 'retry'], body)}`;
  }).join('\n');
}

/** The codes of the loader and of the frame's pages that the engine's table does not have. */
export function loaderErrors({ calls }, render) {
  const known = new Set(JSON.parse(readFileSync(inRoot('docs', 'error-codes.json'), 'utf8')).map(({ code }) => code));
  const rows = new Map();
  for (const { path, name, texts } of calls) {
    const maker = MAKERS[name];
    const code = maker && texts[maker.code];
    if (!code || known.has(code) || !/^[a-z]+(_[a-z]+)+$/.test(code)) continue;
    const arrives = name === 'problem' && OF_LOADING.test(path) ? '`loaderror`' : maker.arrives;
    const row = rows.get(code) ?? { arrives: new Set(), messages: new Set() };
    rows.set(code, row);
    row.arrives.add(arrives);
    if (texts[maker.message]) row.messages.add(texts[maker.message]);
  }
  const body = [...rows].sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, { arrives, messages }]) => [named(code), [...messages].map(escapeHtml).join('<br>'), [...arrives].map((each) => render.inline(each)).join(', ')]);
  return table(['code', 'message', 'arrives as'], body);
}

const named = (code) => `<code id="${code}">${code}</code>`;

function table(heads, rows) {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  const row = (cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  return scrolled(`<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.map(row).join('\n')}\n</tbody>\n</table>`);
}
