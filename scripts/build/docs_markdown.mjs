// Markdown to HTML: headings with ids, tables and code that scroll by themselves, links between the site's pages.

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, normalize } from 'node:path';
import { Failure } from '../failure.mjs';
import { inRoot } from '../paths.mjs';

const PICTURE = /\.(png|svg)$/;

/** Where a generated part goes: `<!-- reference: TillkitOptions -->`. */
const GENERATED = /<!-- (reference|engine errors|loader errors|languages|theme editor)(?:: ([\w ]+))? -->/g;

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML. */
export function escapeHtml(text) {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character]);
}

/**
 * What turns Markdown into HTML.
 *
 * @param pages the site's pages: their Markdown's path in the repository, and their name in the site
 */
export async function createRenderer(pages) {
  // Imported here and not above: the package may only just have been installed.
  const { Marked } = await import('marked');
  const pictures = new Map();
  let from = '';
  let slugs = new Map();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const html = this.parser.parseInline(tokens);
        return `<h${depth} id="${slugOf(html, slugs)}">${html}</h${depth}>\n`;
      },
      code({ text, lang }) {
        const named = lang ? ` data-language="${escapeHtml(lang)}"` : '';
        return `<pre tabindex="0"${named}><code>${escapeHtml(text)}</code></pre>\n`;
      },
      table({ header, rows }) {
        const row = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>\n`;
        // A row of empty heads is how Markdown says that there are none.
        const head = header.some(({ text }) => text) ? `<thead>${row(header, 'th').replaceAll('<th>', '<th scope="col">')}</thead>\n` : '';
        return scrolled(`<table>\n${head}<tbody>\n${rows.map((cells) => row(cells, 'td')).join('')}</tbody>\n</table>`);
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const target = resolve(href);
        return target === null ? text : `<a href="${escapeHtml(target)}">${text}</a>`;
      },
      image({ href, text }) {
        const path = pathOf(href);
        pictures.set(basename(path), readFileSync(inRoot(path)));
        const { width, height } = sizeOf(path, pictures.get(basename(path)));
        return `<img src="${basename(path)}" alt="${escapeHtml(text)}" width="${width}" height="${height}">`;
      },
    },
  });

  /** The repository's path that a link of the current page leads to. */
  function pathOf(href) {
    const path = normalize(join(dirname(from), href));
    if (!existsSync(inRoot(path))) throw new Failure(`${from} links to ${href}, which does not exist.`);
    return path;
  }

  /** The site's address for a link; null for a file that is in the repository alone. */
  function resolve(href) {
    if (/^(https?:|#)/.test(href)) return href;
    const [file, anchor] = href.split('#');
    const path = pathOf(file);
    const page = pages.get(path);
    if (page) return anchor ? `${page}#${anchor}` : page;
    return null;
  }

  return {
    /** A sentence or two, without a paragraph around them. */
    inline: (text) => marked.parseInline(text),

    /** A page: `{title, description, body}`. `generated` makes the parts that are not written by hand. */
    page(path, generated) {
      from = path;
      slugs = new Map();
      const html = marked.parse(readFileSync(inRoot(path), 'utf8'))
        .replaceAll(GENERATED, (_, name, argument) => generated[name](argument?.split(' ')).trim());
      const title = html.match(/<h1[^>]*>(.*?)<\/h1>/)?.[1];
      if (!title) throw new Failure(`${path} needs a title: a first line with # before it.`);
      const first = html.match(/<p>([^]*?)<\/p>/)?.[1] ?? '';
      return { title: plain(title), description: plain(first).replaceAll(/\s+/g, ' ').trim(), body: withContents(html) };
    },

    /** The pictures that the pages show: entries of name and content. */
    pictures: () => [...pictures],
  };
}

/** HTML that is too wide for a phone, in a box that scrolls and takes the focus to be scrolled by keys. */
export function scrolled(html) {
  return `<div class="scrolled" tabindex="0">\n${html}\n</div>\n`;
}

/** A heading's id, as the Markdown readers of code hosts make it. */
function slugOf(html, taken) {
  const slug = plain(html).replaceAll(/&\w+;/g, '').toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
  const count = taken.get(slug) ?? 0;
  taken.set(slug, count + 1);
  return count === 0 ? slug : `${slug}-${count}`;
}

function plain(html) {
  return html.replaceAll(/<[^>]+>/g, '');
}

/** A list of contents before the first part, where there are enough parts to need one. */
function withContents(html) {
  const headings = [...html.matchAll(/<h2 id="([^"]+)"[^>]*>(.*?)<\/h2>/g)];
  if (headings.length < 3) return html;
  const items = headings.map(([, id, text]) => `<li><a href="#${id}">${text.replaceAll(/<\/?a\b[^>]*>/g, '')}</a></li>`);
  const list = `<nav class="contents" aria-labelledby="contents-title">\n<p id="contents-title">On this page</p>\n<ul>\n${items.join('\n')}\n</ul>\n</nav>\n`;
  return html.replace('<h2 ', () => `${list}<h2 `);
}

/** A picture's size in CSS pixels; screenshots have two pixels for one. */
function sizeOf(path, content) {
  if (!PICTURE.test(path)) throw new Failure(`${path} is no picture that the site can show: take a PNG or an SVG.`);
  if (extname(path) === '.png') return { width: content.readUInt32BE(16) / 2, height: content.readUInt32BE(20) / 2 };
  const [, width, height] = content.toString('utf8').match(/viewBox="0 0 ([\d.]+) ([\d.]+)"/);
  return { width, height };
}
