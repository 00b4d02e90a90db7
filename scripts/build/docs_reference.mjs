// The reference of public types, as HTML: what www/sdk says of them, and nothing else.

import { Failure } from '../failure.mjs';
import { escapeHtml } from './docs_markdown.mjs';

/** Every member of every public type: `TillkitOptions.gateway.dialect`. */
export function membersOf({ types }) {
  return [...types.values()].flatMap(({ name, members }) => members.filter(({ path }) => path).map(({ path }) => `${name}.${path}`));
}

/**
 * These types, one after the other.
 *
 * @param site `{render, places}`: what makes HTML, and the addresses of all types by their names
 */
export function referenceOf({ types }, names, site) {
  return names.map((name) => {
    const type = types.get(name);
    if (!type) throw new Failure(`The reference asks for ${name}, which www/sdk has no type for. There are ${[...types.keys()].join(', ')}.`);
    return section(type, site);
  }).join('\n');
}

function section({ name, text, doc, members }, site) {
  const entries = members.map((member, index) => {
    // A method with several signatures has a place only once.
    const isFirst = members.findIndex(({ path }) => path === member.path) === index;
    return entry(name, member, isFirst, site);
  });
  return [
    `<h2 id="${name}"><code>${name}</code></h2>`,
    ...described(doc, site),
    members.length > 0 ? `<dl class="members">\n${entries.join('\n')}\n</dl>` : `<pre tabindex="0"><code>${linked(text, site)}</code></pre>`,
  ].join('\n');
}

function entry(owner, { path, optional, type, text, doc, isObject }, isFirst, site) {
  const isMethod = type === undefined;
  const notes = [
    isMethod || isObject ? '' : `<code class="type">${linked(oneLine(type), site)}</code>`,
    isMethod || optional || !IS_GIVEN.test(owner) ? '' : '<span class="note">required</span>',
  ].filter(Boolean);
  const id = path && isFirst ? ` id="${owner}.${escapeHtml(path)}"` : '';
  const shown = isMethod ? linked(oneLine(text), site) : escapeHtml(path);
  return `<dt${id}>${[`<code>${shown}</code>`, ...notes].join(' ')}</dt>\n<dd>${described(doc, site).join('\n')}</dd>`;
}

/** Types that merchants give. In what they get, everything is there. */
const IS_GIVEN = /(Options|Data)$/;

/** JSDoc: its text, then what its tags say. */
function described(doc, { render }) {
  const { text, tags } = doc ?? { text: '', tags: [] };
  const paragraphs = text ? text.split(/\n\s*\n/).map((paragraph) => `<p>${render.inline(paragraph)}</p>`) : [];
  return [...paragraphs, ...tags.map((tag) => TAGS[tag.name]?.(tag.text, render)).filter(Boolean)];
}

const TAGS = {
  default: (text, render) => `<p>Default: ${/^['\d]|^(true|false|null)$/.test(text) ? `<code>${escapeHtml(text)}</code>` : render.inline(text)}</p>`,
  throws: (text, render) => `<p>Throws ${render.inline(text)}</p>`,
  example: (text) => `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>`,
};

/** TypeScript with links to the types that it names. */
function linked(text, { places }) {
  return escapeHtml(text).replaceAll(/\b[A-Z]\w+\b/g, (name) => (places.has(name) ? `<a href="${places.get(name)}">${name}</a>` : name));
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ');
}
