// The theme editor: a real form of the sandbox's shop beside its appearance, which applies as it is typed.

import { byId } from '../element';
import type { Elements, ElementsOptions } from '../sdk/types';
import { createOrder, loadConfig, type OrderRequest } from '../shop/merchant';
import { loadSdk } from '../shop/sdk_script';
import { PRESETS, type Preset } from './presets';

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

const field = byId('appearance', HTMLTextAreaElement);
const state = byId('state', HTMLElement);
const stage = byId('stage', HTMLElement);
const presets = byId('presets', HTMLElement);

function say(text: string, kind: 'news' | 'error' = 'news'): void {
  state.textContent = text;
  state.dataset['kind'] = kind;
  field.setAttribute('aria-invalid', String(kind == 'error'));
}

/** The text's appearance; says what is wrong with it and answers null when it is none. */
function read(): ElementsOptions['appearance'] | null {
  try {
    const appearance: unknown = JSON.parse(field.value);
    if (Object(appearance) !== appearance || Array.isArray(appearance)) throw new SyntaxError('an appearance is an object: { "theme": "auto" }');
    return appearance as ElementsOptions['appearance'];
  } catch (error) {
    say(`Not applied: ${(error as SyntaxError).message}`, 'error');
    return null;
  }
}

/** Whether a theme is made for a light or a dark page; nothing for either. */
function schemeOf(theme: unknown): string {
  if (theme == 'dark' || theme == 'night') return 'dark';
  return theme == 'auto' || theme === undefined ? '' : 'light';
}

function apply(elements: Elements): void {
  const appearance = read();
  if (!appearance) return;
  stage.dataset['scheme'] = schemeOf((appearance as { theme?: unknown }).theme);
  void elements.update({ appearance });
  say('');
  markPreset();
}

function write({ appearance }: Preset): void {
  field.value = JSON.stringify(appearance, null, 2);
}

/** Which preset the text is, as long as it is one. */
function markPreset(): void {
  for (const [index, button] of [...presets.querySelectorAll('button')].entries()) {
    button.setAttribute('aria-pressed', String(field.value == JSON.stringify(PRESETS[index]?.appearance, null, 2)));
  }
}

async function copy(): Promise<void> {
  if (!read()) return;
  // JSON is JavaScript too; names need no quotes there.
  const code = `appearance: ${field.value.trim().replace(/^(\s*)"([A-Za-z]\w*)":/gm, '$1$2:')},\n`;
  try {
    await navigator.clipboard.writeText(code);
    say('Copied.');
  } catch {
    field.select();
    say('The browser does not let the page copy. The text is selected: copy it by hand.');
  }
}

async function start(): Promise<void> {
  const { publishableKey, sdk } = await loadConfig();
  const [Tillkit, { clientSecret }] = await Promise.all([loadSdk(sdk), createOrder(ORDER)]);
  const elements = Tillkit(publishableKey).elements({ clientSecret, appearance: read() ?? {} });
  elements.create('payment').on('loaderror', ({ error }) => say(error.message, 'error')).mount(stage);
  let pause = 0;
  field.addEventListener('input', () => {
    clearTimeout(pause);
    pause = window.setTimeout(() => apply(elements), PAUSE_MS);
  });
  for (const [index, button] of [...presets.querySelectorAll('button')].entries()) {
    button.addEventListener('click', () => {
      write(PRESETS[index] as Preset);
      apply(elements);
    });
  }
  byId('show-errors', HTMLButtonElement).addEventListener('click', () => void elements.submit());
}

for (const { name } of PRESETS) {
  presets.append(Object.assign(document.createElement('button'), { type: 'button', textContent: name }));
}
write(PRESETS[0] as Preset);
markPreset();
byId('copy', HTMLButtonElement).addEventListener('click', () => void copy());
start().catch((error: Error) => say(`There is no form here. ${error.message} The editor needs the sandbox: run npm start and open /docs/theme-editor.html of the shop.`, 'error'));
