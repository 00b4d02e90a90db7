// The collapsed panel below the shop: settings of the SDK and the sandbox, payment methods, faults, test cards.

import type { ProviderConfig } from './merchant';
import { MethodChoice } from './method_choice';
import { byId, make } from './page';
import { readSettings, type Settings, writeSettings } from './settings';

interface ArmedFaults {
  armed: { kind: string; on: string; times: number }[];
  kinds: string[];
  on: string[];
}

interface TestCard {
  number: string;
  brand: string;
  description: string;
}

/** Fills the panel. `changed` is called with the new settings after every change. */
export function openDeveloperPanel({ gateway, bank, people }: ProviderConfig, currencies: string[], changed: (settings: Settings) => void): void {
  const customers = people.map(({ id, name }) => make('option', { value: id }, name));
  control(byId('settings', HTMLFormElement), 'customer').append(...customers);
  bindSettings(gateway, currencies, changed);
  byId('phone', HTMLAnchorElement).href = `${bank}/phone`;
  void bindFaults(`${gateway}/_sandbox/faults`);
  void listCards(`${gateway}/_sandbox/cards`);
}

function bindSettings(gateway: string, currencies: string[], changed: (settings: Settings) => void): void {
  const form = byId('settings', HTMLFormElement);
  const settings = readSettings();
  control(form, 'currency').replaceChildren(...currencies.map((code) => make('option', {}, code)));
  const offerToSave = (): void => {
    // A guest has nobody to save a card for.
    control(form, 'save_card').disabled = control(form, 'customer').value === '';
  };
  for (const [name, value] of Object.entries(settings)) setValue(control(form, name), value);
  offerToSave();
  const methods = new MethodChoice(form, `${gateway}/_sandbox/methods`);
  form.addEventListener('submit', (event) => event.preventDefault());
  // Some of its controls stand beside the payment form.
  document.addEventListener('change', (event) => {
    if ((event.target as Partial<HTMLInputElement> | null)?.form !== form) return;
    methods.follow(event.target);
    offerToSave();
    const amount = control(form, 'amount') as HTMLInputElement;
    amount.setCustomValidity(/^\d*$/.test(amount.value) ? '' : 'Write digits only: minor units, such as 1250 for 12.50');
    if (!form.reportValidity()) return;
    const chosen = Object.fromEntries(Object.keys(settings).map((name) => [name, valueOf(control(form, name))])) as Settings;
    writeSettings(chosen);
    changed(chosen);
  });
}

async function bindFaults(address: string): Promise<void> {
  const form = byId('faults', HTMLFormElement);
  const armed = byId('armed', HTMLElement);
  const show = async (): Promise<ArmedFaults> => {
    const faults = await (await fetch(address)).json() as ArmedFaults;
    const lines = faults.armed.map(({ kind, on, times }) => `${kind} on ${on}, ${times}×`);
    armed.textContent = lines.length === 0 ? 'No fault is armed.' : `Armed: ${lines.join('; ')}`;
    return faults;
  };
  const guarded = (work: () => Promise<unknown>): Promise<unknown> => work().catch(() => {
    armed.textContent = `${address} does not answer: faults need the sandbox.`;
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const fault = { kind: control(form, 'kind').value, on: control(form, 'on').value, times: Number(control(form, 'times').value) };
    void guarded(async () => {
      await fetch(address, { method: 'POST', body: JSON.stringify(fault) });
      await show();
    });
  });
  byId('clear-faults', HTMLButtonElement).addEventListener('click', () => void guarded(async () => {
    await fetch(address, { method: 'DELETE' });
    await show();
  }));
  await guarded(async () => {
    const { kinds, on } = await show();
    control(form, 'kind').replaceChildren(...kinds.map((kind) => make('option', {}, kind)));
    control(form, 'on').replaceChildren(...on.map((target) => make('option', {}, target)));
  });
}

async function listCards(address: string): Promise<void> {
  const list = byId('cards', HTMLUListElement);
  const copied = byId('copied', HTMLElement);
  const cards = await fetch(address).then((response) => response.json() as Promise<TestCard[]>).catch((): TestCard[] => []);
  list.replaceChildren(...cards.map(({ number, brand, description }) => {
    const grouped = number.replace(/(.{4})(?=.)/g, '$1 ');
    const copy = make('button', { type: 'button', ariaLabel: `Copy ${grouped}` }, 'Copy');
    copy.addEventListener('click', () => {
      navigator.clipboard.writeText(number).then(
        () => (copied.textContent = `${grouped} copied`),
        () => (copied.textContent = 'The browser refused: select the number and copy it'),
      );
    });
    return make('li', {}, make('div', {}, make('code', {}, grouped), make('span', {}, `${brand}: ${description}`)), copy);
  }));
}

const isTick = (control: HTMLInputElement | HTMLSelectElement): control is HTMLInputElement => control.type === 'checkbox';

const valueOf = (control: HTMLInputElement | HTMLSelectElement): string =>
  isTick(control) && (!control.checked || control.disabled) ? '' : control.value;

function setValue(control: HTMLInputElement | HTMLSelectElement, value: string): void {
  if (isTick(control)) control.checked = value === control.value;
  else control.value = value;
}

function control(form: HTMLFormElement, name: string): HTMLInputElement | HTMLSelectElement {
  return form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
}
