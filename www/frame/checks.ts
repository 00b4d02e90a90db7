// What a form loads with a test key alone, for the merchant's developer: what of their code has no effect, on the
// console.

import type { Note } from '../sdk/look';
import { contrast, over, readColor, type Rgba } from './appearance/color';
import type { Refusal } from './appearance/compile';
import { nearestName } from './nearest_name';

/** What this script gives to the one that loads it. */
export type Checks = {
  /** Names that calls of the merchant's were given. */
  notes(notes: Note[]): void;
  /** What of a look has no effect; and whether the rest can be read. */
  look(root: Node, refusals: Refusal[]): void;
};

/** What each call takes. */
const KNOWN: Record<Note[0], [noun: string, names: string]> = {
  Tillkit: ['option of Tillkit()', 'gateway isolation assetsBase challenge locale'],
  gateway: ['member of gateway', 'dialect apiBase checkoutBase'],
  challenge: ['member of challenge', 'display windowSize timeoutMs'],
  elements: ['option of elements()', 'clientSecret locale appearance fonts'],
  update: ['option of elements.update()', 'locale appearance fonts'],
  create: ['option of the element', 'fields defaultValues readOnly layout paymentMethodOrder savedPaymentMethods savedPaymentMethodRemove'],
  confirm: ['option of the confirm call', 'elements clientSecret confirmParams redirect'],
  confirmParams: ['member of confirmParams', 'return_url error_on_requires_action payment_method_data shipping'],
  billing_details: ['member of billing_details', 'name email phone address'],
  on: ['event', 'ready loaderstart loaderror change focus blur escape submit actionstart actionend beforeredirect restarted savedpaymentmethodremove'],
};

/** WCAG 2.2, 1.4.3. */
const LEAST_CONTRAST = 4.5;

/** Text and what it stands on, as tokens of the form, by the variables that set them. */
const PAIRS: [text: string, ground: string, variables: string][] = [
  ['text', 'field', 'colorText on colorBackground'],
  ['soft', 'field', 'colorTextSecondary on colorBackground'],
  ['hint', 'field', 'colorTextPlaceholder on colorBackground'],
  ['error', 'field', 'colorDanger on colorBackground'],
  ['error', 'error-field', 'colorDanger on colorDangerBackground'],
  ['accent', 'field', 'colorPrimary, of links and chosen tabs, on colorBackground'],
  ['on-button', 'button', 'buttonColorText on buttonColorBackground'],
];

const told = new Set<string>();

/** Tells the developer something, once. */
function warn(text: string): void {
  if (!told.has(text)) console.warn(`Tillkit: ${text}`);
  told.add(text);
}

/** What to say of a name that there is not. */
function unknown(noun: string, name: string, known: string[]): void {
  const nearest = nearestName(name, known);
  const guess = nearest ? ` Did you mean "${nearest}"?` : '';
  warn(`unknown ${noun} "${name}", which has no effect.${guess} Known: ${known.join(' ')}`);
}

function tellRefusal(refusal: Refusal): void {
  if ('known' in refusal) unknown(`member of ${refusal.at}`, refusal.name, refusal.known);
  else warn(`${refusal.at} has no effect: ${refusal.reason}.`);
}

/** The form comes with its tokens. */
function whenDrawn(root: Node, then: () => void): void {
  new MutationObserver((_, observer) => {
    observer.disconnect();
    then();
  }).observe(root, { childList: true, subtree: true });
}

/** The form's tokens as colours on what they stand on. */
function tellContrast(root: Node): void {
  const form = (root as Element | ShadowRoot).querySelector('.tk-root');
  if (!form) return whenDrawn(root, () => tellContrast(root));
  const probe = form.appendChild(document.createElement('span'));
  const page: Rgba = getComputedStyle(form).colorScheme.includes('dark') ? [0, 0, 0, 1] : [1, 1, 1, 1];
  const read = (token: string): Rgba | undefined => {
    probe.style.color = `var(--tk-${token})`;
    return readColor(getComputedStyle(probe).color);
  };
  for (const [text, ground, variables] of PAIRS) {
    const [above, below] = [read(text), read(ground)];
    if (!above || !below) continue;
    const opaque = over(below, page);
    const ratio = contrast(over(above, opaque), opaque);
    if (ratio < LEAST_CONTRAST) {
      warn(`${variables} has a contrast of ${ratio.toFixed(2)}:1; WCAG 2.2 (1.4.3) asks for ${LEAST_CONTRAST}:1. Choose colours further apart.`);
    }
  }
  probe.remove();
}

const checks: Checks = {
  notes(notes) {
    for (const [call, names] of notes) {
      const [noun, known] = KNOWN[call] ?? [];
      if (!noun || !known) continue;
      const all = known.split(' ');
      for (const name of names.split(' ')) if (name && !all.includes(name)) unknown(noun, name, all);
    }
  },
  look(root, refusals) {
    refusals.forEach(tellRefusal);
    tellContrast(root);
  },
};

export default checks;
