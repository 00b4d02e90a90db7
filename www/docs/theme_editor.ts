// The theme editor: a real form of the sandbox's shop beside its appearance, which applies as it is changed.

import { byId } from '../element';
import { compileAppearance, type Refusal } from '../frame/appearance/compile';
import { nearestName } from '../frame/nearest_name';
import type { Appearance, Elements } from '../sdk/types';
import { createOrder, loadConfig, type OrderRequest } from '../shop/merchant';
import { loadSdk } from '../shop/sdk_script';
import { codeOf } from './appearance_code';
import { PRESETS } from './presets';

/** How long typing has to pause before it is applied. */
const PAUSE_MS = 250;

/** Several methods, so that there are tabs. */
const ORDER: OrderRequest = {
  gateway: 'wooshpay',
  items: [{ id: 'morning-fog', quantity: 1 }],
  currency: 'EUR',
  three_d_secure: 'auto',
  capture: 'automatic',
  wire: 'old',
  codes: 'hosted',
  payment_method_types: ['card', 'ideal', 'sepa_debit'],
};

/** What is being edited: any object, since whoever types makes mistakes. */
type Draft = Record<string, unknown>;

const field = byId('appearance', HTMLTextAreaElement);
const controls = byId('controls', HTMLFormElement);
const code = byId('code', HTMLElement);
const presets = byId('presets', HTMLElement);
const stage = byId('stage', HTMLElement);
const state = byId('state', HTMLElement);
const copied = byId('copied', HTMLElement);

let elements: Elements | undefined;

const isObject = (value: unknown): value is Draft => Object(value) === value && !Array.isArray(value);

function say(text: string, isError = false): void {
  state.textContent = text;
  state.dataset['kind'] = isError ? 'error' : 'news';
  field.setAttribute('aria-invalid', String(isError));
}

/** The text's appearance; says what is wrong with it and answers null when it is none. */
function read(): Draft | null {
  try {
    const draft: unknown = JSON.parse(field.value);
    if (!isObject(draft)) throw new SyntaxError('an appearance is an object, such as { "theme": "auto" }.');
    return draft;
  } catch (error) {
    say(`Not applied: ${(error as SyntaxError).message}`, true);
    return null;
  }
}

function write(draft: object): void {
  field.value = JSON.stringify(draft, null, 2);
}

/** What of it the form will not do, in a sentence. */
function told(refusal: Refusal): string {
  if (!('known' in refusal)) return `${refusal.at} has no effect: ${refusal.reason}.`;
  const nearest = nearestName(refusal.name, refusal.known);
  return `${refusal.at} has no "${refusal.name}".${nearest ? ` Did you mean "${nearest}"?` : ''}`;
}

/** Whether a theme is made for a light or a dark page; nothing for either. */
function schemeOf(theme: unknown): string {
  if (theme == 'dark' || theme == 'night') return 'dark';
  return theme == 'light' || theme == 'stripe' ? 'light' : '';
}

/** Has the form, the controls and the code show what the text says. */
function apply(): void {
  const draft = read();
  if (!draft) return;
  stage.dataset['scheme'] = schemeOf(draft['theme']);
  void elements?.update({ appearance: draft as Appearance });
  code.textContent = codeOf(draft);
  copied.textContent = '';
  showInControls(draft);
  markPreset(draft);
  const { refusals } = compileAppearance(draft, { supports: (property, value) => CSS.supports(property, value), writingOn: () => undefined });
  say(refusals.map(told).join(' '), refusals.length > 0);
}

function showInControls(draft: Draft): void {
  const variables = isObject(draft['variables']) ? draft['variables'] : {};
  const isDark = (schemeOf(draft['theme']) || (matchMedia('(prefers-color-scheme: dark)').matches && 'dark')) == 'dark';
  for (const control of controls.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-member], [data-variable], [data-picks]')) {
    const { member, variable, picks } = control.dataset;
    if (member && control instanceof HTMLSelectElement) control.value = String(draft[member] ?? control.options[0]?.value);
    else if (member && control instanceof HTMLInputElement) control.checked = Boolean(draft[member]);
    // The field that is being typed in keeps what is in it.
    else if (variable && control !== document.activeElement) control.value = String(variables[variable] ?? '');
    else if (picks && control instanceof HTMLInputElement) {
      const value = variables[picks];
      const { light, dark } = control.dataset;
      control.value = typeof value == 'string' && /^#[\da-f]{6}$/i.test(value) ? value : (isDark ? dark : light) ?? '';
    }
  }
}

/** Puts what a control says into the text. */
function takeFrom(control: HTMLInputElement | HTMLSelectElement): void {
  const draft = read();
  if (!draft) return;
  const { member, variable, picks } = control.dataset;
  const name = variable ?? picks;
  if (member) {
    const value = control instanceof HTMLSelectElement ? control.value : control.checked;
    const isDefault = control instanceof HTMLSelectElement ? control.selectedIndex == 0 : !value;
    if (isDefault && member != 'theme') delete draft[member];
    else draft[member] = value;
  } else if (name) {
    const { [name]: _, ...others } = isObject(draft['variables']) ? draft['variables'] : {};
    const value = control.value.trim();
    const variables = value ? { ...others, [name]: value } : others;
    delete draft['variables'];
    if (Object.keys(variables).length > 0) draft['variables'] = variables;
  }
  write(draft);
}

/** Which preset the text is, as long as it is one. */
function markPreset(draft: Draft): void {
  for (const [index, button] of [...presets.querySelectorAll('button')].entries()) {
    button.setAttribute('aria-pressed', String(JSON.stringify(draft) == JSON.stringify(PRESETS[index]?.appearance)));
  }
}

async function copy(): Promise<void> {
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    copied.textContent = 'Copied.';
  } catch {
    getSelection()?.selectAllChildren(code);
    copied.textContent = 'The browser does not let the page copy. The code is selected: copy it by hand.';
  }
}

async function start(): Promise<void> {
  const { publishableKey, sdk } = await loadConfig();
  const [Tillkit, { clientSecret }] = await Promise.all([loadSdk(sdk), createOrder(ORDER)]);
  elements = Tillkit(publishableKey).elements({ clientSecret, appearance: (read() ?? {}) as Appearance });
  elements.create('payment').on('loaderror', ({ error }) => say(error.message, true)).mount(stage);
  byId('show-errors', HTMLButtonElement).addEventListener('click', () => void elements?.submit());
}

for (const { name, appearance } of PRESETS) {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: name });
  button.addEventListener('click', () => {
    write(appearance);
    apply();
  });
  presets.append(button);
}
let pause = 0;
field.addEventListener('input', () => {
  clearTimeout(pause);
  pause = window.setTimeout(apply, PAUSE_MS);
});
controls.addEventListener('input', ({ target }) => {
  takeFrom(target as HTMLInputElement | HTMLSelectElement);
  clearTimeout(pause);
  pause = window.setTimeout(apply, PAUSE_MS);
});
controls.addEventListener('submit', (event) => event.preventDefault());
byId('copy', HTMLButtonElement).addEventListener('click', () => void copy());
write(PRESETS[0]!.appearance);
apply();
start().catch((error: Error) => say(`There is no form here. ${error.message} The editor needs the sandbox: run npm start and open /docs/theme-editor.html of the shop.`, true));
