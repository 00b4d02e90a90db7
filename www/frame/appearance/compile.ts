import { LAYOUTS } from './layouts';
import { FUNCTIONS, INPUTS, LABELS, MEMBERS, OLDER_NAMES, PROPERTIES, SELECTORS, STATES, THEME_RULES, THEMES, VARIABLES } from './vocabulary';

/** What of an `appearance` has no effect, and why. The rest has. */
export type Refusal = {
  /** Where it stands: `appearance.variables.colorText`, or `appearance.variables` for a name that there is not. */
  at: string;
} & ({
  /** Why it is refused, as the end of a sentence. */
  reason: string;
} | {
  /** What there is not. */
  name: string;
  /** What there is. */
  known: string[];
});

/** What the browser knows of CSS. */
export type Browser = {
  supports(property: string, value: string): boolean;
  /** The colour to write with on this one; undefined where it can't be told. */
  writingOn(color: string): string | undefined;
};

type Members = Record<string, unknown>;

const MOST_CHARACTERS = 300;

/** Over the default tokens of `www/frame/appearance/form.css`, whichever of the two sheets comes first. */
const ROOT = '.tk-root.tk-root';

/** What customers ask of their systems stands above what merchants choose. */
const CUSTOMERS_CHOICE = `@media(prefers-contrast:more){${ROOT}{--tk-line:var(--tk-text);--tk-soft:var(--tk-text);--tk-hint:var(--tk-text)}}`;

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What `names` has under this name of its own: not `constructor`. */
const lookUp = <T>(names: Record<string, T>, name: string): T | undefined =>
  (Object.prototype.hasOwnProperty.call(names, name) ? names[name] : undefined);

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Whether every bracket and every string ends within the value, where browsers would end it at the end of the sheet. */
function isClosed(value: string): boolean {
  const outside = value.replace(/"[^"]*"|'[^']*'/g, '');
  let depth = 0;
  for (const character of outside) {
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0 && !/["']/.test(outside);
}

/**
 * Reads a value.
 *
 * @returns `[value]`, or why it is refused
 */
function readValue(given: unknown, property: string, browser: Browser): [string] | string {
  if (typeof given !== 'string' && typeof given !== 'number') return 'it must be a text';
  const value = String(given).trim().replace(/\s+/g, ' ');
  if (value.length > MOST_CHARACTERS) return `it has more than ${MOST_CHARACTERS} characters`;
  for (const [, name] of value.matchAll(/([\w-]*)\s*\(/g)) {
    if (name && !FUNCTIONS.includes(name.toLowerCase())) return `${name}() is not allowed`;
  }
  // No escapes, no comments, and nothing that could end the declaration.
  const odd = /[^\w\s#%.,()+\-*/'"]|\/\*|\*\//.exec(value)?.[0];
  if (odd) return `${odd} is not allowed in values`;
  if (!isClosed(value)) return 'a bracket or a quotation mark is not closed';
  let unknown: string | undefined;
  const own = value.replace(/var\(\s*--([\w-]+)\s*\)/g, (_, name) => {
    const [token] = lookUp(VARIABLES, lookUp(OLDER_NAMES, name) ?? name) ?? [];
    if (!token) unknown ??= `--${name}`;
    return `var(--tk-${token})`;
  });
  if (unknown) return `${unknown} is no variable of appearance`;
  if (/var\((?!--tk-[a-z-]+\))/.test(own)) return 'write var() with one of the variables alone, as in var(--colorPrimary)';
  return value && browser.supports(property, own) ? [own] : `it is no value of ${property}`;
}

/** Derives what was not given from what was, so that one colour changed does not leave the others behind. */
function derive(tokens: Map<string, string>, browser: Browser): void {
  const mix = (color: string, percent: number): string => `color-mix(in srgb,var(--tk-${color}) ${percent}%,var(--tk-field))`;
  const mixes = browser.supports('color', 'color-mix(in srgb,red 50%,blue)');
  const fill = (token: string, value: string | undefined): void => {
    if (value && !tokens.has(token)) tokens.set(token, value);
  };
  const button = tokens.get('button');
  if (button) fill('on-button', browser.writingOn(button));
  const accent = tokens.get('accent');
  if (accent) fill('on-accent', browser.writingOn(accent));
  if (mixes && (tokens.has('text') || tokens.has('field'))) {
    fill('soft', mix('text', 75));
    fill('line', mix('text', 55));
  }
  if (mixes && (tokens.has('error') || tokens.has('field'))) fill('error-field', mix('error', 6));
}

/** `.Input--invalid:hover` as a selector of the form. */
function readSelector(given: string): string | undefined {
  const [, name, states] = /^\s*(\.[A-Za-z]+(?:--[a-z]+)?)((?:::?[a-z-]+)*)\s*$/.exec(given) ?? [];
  const selector = name && lookUp(SELECTORS, name);
  const known = (states?.match(/::?[a-z-]+/g) ?? []).every((state) => STATES.includes(state));
  // While a payment is under way, fields take no input, and keep the focus.
  const own = name === '.Input' ? states?.replace(':disabled', ':is(:disabled,[readonly])') : states;
  return selector && known ? `.tk-root ${selector}${own}` : undefined;
}

/**
 * Makes a style sheet of a merchant's `appearance`. Nothing in it can load anything, or reach beyond the form's own
 * parts: names come from the lists of `vocabulary.ts`, values have neither `url()` nor anything that ends a declaration.
 *
 * @example compileAppearance({ theme: 'flat', variables: { colorPrimary: '#635bff' } }, browser)
 */
export function compileAppearance(given: unknown, browser: Browser): { css: string; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const refuse = (at: string, reason: string): void => void refusals.push({ at, reason });
  const unknown = (at: string, name: string, known: string[]): void => void refusals.push({ at, name, known });
  const members = (value: unknown, at: string): [string, unknown][] => {
    if (isMembers(value)) return Object.entries(value);
    if (value != null) refuse(at, 'it must be an object');
    return [];
  };
  const word = (name: string, value: unknown, words: string[]): string | undefined => {
    if (value == null || words.includes(value as string)) return value as string | undefined;
    refuse(`appearance.${name}`, `"${String(value)}" is none of: ${words.join(', ')}`);
    return undefined;
  };
  const appearance = Object.fromEntries(members(given, 'appearance'));
  for (const name of Object.keys(appearance)) if (!MEMBERS.includes(name)) unknown('appearance', name, MEMBERS);

  const tokens = new Map<string, string>();
  for (const [name, value] of members(appearance.variables, 'appearance.variables')) {
    const variable = lookUp(VARIABLES, lookUp(OLDER_NAMES, name) ?? name);
    const read = variable && readValue(value, variable[1], browser);
    if (!variable) unknown('appearance.variables', name, Object.keys(VARIABLES));
    else if (typeof read === 'string') refuse(`appearance.variables.${name}`, read);
    else if (read) tokens.set(variable[0], read[0]);
  }
  derive(tokens, browser);

  const theme = word('theme', appearance.theme, Object.keys(THEMES)) ?? 'auto';
  const set = [...tokens].map(([token, value]) => `--tk-${token}:${value};`).join('');
  const css = [`${ROOT}{${THEMES[theme]}${set}}`, THEME_RULES[theme] ?? ''];
  // Joined items have one border between them.
  if (tokens.has('items')) css.push('.tk-root .tk-accordion>.tk-item{border-bottom-width:1px;border-radius:var(--tk-radius)}');
  if (tokens.has('warning')) css.push('.tk-root [role=timer]{color:var(--tk-warning)}');

  const condensed = word('inputs', appearance.inputs, INPUTS) === 'condensed';
  const labels = word('labels', appearance.labels, LABELS) ?? 'auto';
  const floating = labels === 'floating' || (labels === 'auto' && condensed);
  if (condensed || floating) css.push(LAYOUTS.inside);
  if (floating) css.push(LAYOUTS.floating);
  if (condensed) css.push(LAYOUTS.condensed);
  if (appearance.disableAnimations) css.push('.tk-root *,.tk-root ::before{transition:none;animation:none}');

  css.push('@media(pointer:coarse){.tk-root .tk-input{font-size:max(16px,1em)}}');
  for (const [given, rule] of members(appearance.rules, 'appearance.rules')) {
    const selector = readSelector(given);
    if (!selector) {
      unknown('appearance.rules', given, [...Object.keys(SELECTORS), ...STATES]);
      continue;
    }
    const at = `appearance.rules["${given}"]`;
    const declarations: string[] = [];
    for (const [name, value] of members(rule, at)) {
      // Some write `-webkit-…` in lower case, as CSSOM has both.
      const camel = name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase()).replace(/^(webkit|moz)(?=[A-Z])/, (prefix) => prefix[0]!.toUpperCase() + prefix.slice(1));
      const property = kebab(camel);
      const read = readValue(value, property, browser);
      if (!PROPERTIES.includes(camel)) unknown(at, name, PROPERTIES);
      else if (typeof read === 'string') refuse(`${at}.${name}`, read);
      else {
        declarations.push(`${property}:${read[0]}`);
        // Phones zoom in on smaller text when it gets the focus, and do not zoom out again.
        if (property === 'font-size' && selector.includes('.tk-input') && !selector.includes('::')) {
          css.push(`@media(pointer:coarse){${selector}${selector}{font-size:max(16px,${read[0]})}}`);
        }
      }
    }
    css.push(`${selector}{${declarations.join(';')}}`);
  }
  // Room for the card brand's mark, whatever padding the rules say.
  css.push('.tk-root.tk-root:not([dir=rtl]) .tk-input[id$=number]{padding-inline-end:64px}', CUSTOMERS_CHOICE);
  return { css: css.join('\n'), refusals };
}
