// What a form loads whose merchant gave it an `appearance` or `fonts`.

import type { Look } from '../../sdk/look';
import { contrast, readColor } from './color';
import { compileAppearance, type Browser, type Refusal } from './compile';
import { loadFonts } from './fonts';

/** Makes a form look so, and answers what of it has no effect, once fonts have come. */
export type Paint = (root: Node, look: Look) => Promise<Refusal[]>;

const browser: Browser = {
  supports: (property, value) => CSS.supports(property, value),
  writingOn(color) {
    const ground = readColor(color);
    if (!ground) return undefined;
    return contrast([1, 1, 1, 1], ground) >= 4.5 ? '#fff' : '#10192e';
  },
};

/** The sheet of each document or shadow root. */
const sheets = new WeakMap<object, CSSStyleSheet>();

const paint: Paint = async (root, { appearance, fonts }) => {
  const scope = root.getRootNode() as Document | ShadowRoot;
  let sheet = sheets.get(scope);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheets.set(scope, sheet);
    scope.adoptedStyleSheets = [...scope.adoptedStyleSheets, sheet];
  }
  const { css, refusals } = compileAppearance(appearance, browser);
  sheet.replaceSync(css);
  const loaded = loadFonts(fonts);
  return [...refusals, ...loaded.refusals, ...await loaded.loading];
};

export default paint;
