import type { Refusal } from './compile';

const DESCRIPTORS = ['display', 'featureSettings', 'stretch', 'style', 'unicodeRange', 'variationSettings', 'weight'];

const MEMBERS = ['family', 'src', ...DESCRIPTORS];

/** `url(…)` or several of them, each with its `format(…)` perhaps: nothing else of CSS. */
const SOURCE = /^\s*url\(\s*(["']?)([^"'()\\\s]+)\1\s*\)(\s*format\(\s*["']?[\w-]+["']?\s*\))?\s*$/;

/** Whether a font may come from there: https, this machine, or the address itself. */
function isAllowed(address: string): boolean {
  try {
    const { protocol, hostname } = new URL(address);
    return protocol === 'https:' || /^data:(font|application\/(x-)?font)/.test(address)
      || (protocol === 'http:' && /^((.+\.)?localhost|127[.\d]+|\[::1])$/.test(hostname));
  } catch {
    return false;
  }
}

/** The fonts that were loaded or are loading, by what was given. */
const loaded = new Map<string, Promise<unknown>>();

/**
 * Loads a merchant's `fonts`, each once: Stripe's custom font sources. A style sheet (`cssSrc`) is none: it could hold
 * anything, beside the card number.
 *
 * @returns what is refused, at once, and what comes of the others
 */
export function loadFonts(given: unknown): { refusals: Refusal[]; loading: Promise<Refusal[]> } {
  const refusals: Refusal[] = [];
  const loading: Promise<Refusal | undefined>[] = [];
  if (given != null && !Array.isArray(given)) refusals.push({ at: 'fonts', reason: 'it must be a list' });
  for (const [index, font] of (Array.isArray(given) ? given : []).entries()) {
    const [at, { family, src, ...others }] = [`fonts[${index}]`, Object(font)];
    if ('cssSrc' in others) {
      refusals.push({ at: `${at}.cssSrc`, reason: 'no style sheets are loaded beside card fields: give {family, src, weight, style} of each @font-face in it' });
      continue;
    }
    if (typeof family !== 'string' || typeof src !== 'string') {
      refusals.push({ at, reason: 'it must have the texts family and src' });
      continue;
    }
    const known = Object.entries(others).filter(([name]) => DESCRIPTORS.includes(name));
    for (const name of Object.keys(others)) if (!DESCRIPTORS.includes(name)) refusals.push({ at, name, known: MEMBERS });
    if (!src.split(/,(?=\s*url\()/).every((source) => isAllowed(SOURCE.exec(source)?.[2] ?? ''))) {
      refusals.push({ at: `${at}.src`, reason: 'it must be url(…) with an https or data:font address' });
      continue;
    }
    const key = JSON.stringify(font);
    const face = loaded.get(key) ?? load(family, src, Object.fromEntries(known));
    loaded.set(key, face);
    loading.push(face.then(() => undefined, (reason) => {
      loaded.delete(key);
      return { at: `${at}.src`, reason: `it did not load (${String(reason)}): its host must be in fontSources of hosts.json, and send Access-Control-Allow-Origin` };
    }));
  }
  return { refusals, loading: Promise.all(loading).then((each) => each.filter((refusal): refusal is Refusal => !!refusal)) };
}

async function load(family: string, src: string, descriptors: FontFaceDescriptors): Promise<void> {
  document.fonts.add(await new FontFace(family, src, descriptors).load());
}
