import { byId, make } from './page';

/** A payment method, as the sandbox's table has it. */
interface Method {
  type: string;
  name: string;
  category: string;
  /** Upper-case codes; none for any currency. */
  currencies: string[];
}

/** Which payment methods an order offers: a box for each of the sandbox's, and buttons for many at once. */
export class MethodChoice {
  readonly #currency: HTMLSelectElement;
  /** The form's own field, which holds the choice as text. */
  readonly #chosen: HTMLInputElement;
  readonly #note = byId('methods-note', HTMLElement);
  readonly #boxes = new Map<Method, HTMLInputElement>();

  constructor(form: HTMLFormElement, address: string) {
    this.#currency = form.elements.namedItem('currency') as HTMLSelectElement;
    this.#chosen = form.elements.namedItem('methods') as HTMLInputElement;
    const choose = (id: string, wanted: (method: Method) => boolean): void => {
      byId(id, HTMLButtonElement).addEventListener('click', () => this.#choose(wanted));
    };
    choose('methods-of-currency', (method) => takes(method, this.#currency.value));
    choose('methods-all', () => true);
    choose('methods-none', () => false);
    void this.#list(address);
  }

  /** Takes a change of the form in: a box was ticked, or the currency is another. */
  follow(changed: EventTarget | null): void {
    const ticked = [...this.#boxes].find(([, box]) => box === changed && box.checked)?.[0];
    // A method that has just been chosen is there to be tried.
    if (ticked && !takes(ticked, this.#currency.value)) this.#currency.value = ticked.currencies[0] ?? this.#currency.value;
    if (this.#boxes.size > 0) {
      this.#chosen.value = [...this.#boxes].filter(([, box]) => box.checked).map(([{ type }]) => type).join(',');
    }
    this.#show();
  }

  #choose(wanted: (method: Method) => boolean): void {
    for (const [method, box] of this.#boxes) box.checked = wanted(method);
    this.#chosen.dispatchEvent(new Event('change', { bubbles: true }));
  }

  async #list(address: string): Promise<void> {
    const answer = await fetch(address).then((response) => response.json() as Promise<Method[]>).catch(() => null);
    if (answer === null) {
      this.#note.textContent = `${address} does not answer: choosing payment methods needs the sandbox.`;
      return;
    }
    const chosen = this.#chosen.value.split(',');
    const categories = [...new Set(answer.map(({ category }) => category))];
    byId('methods', HTMLElement).replaceChildren(...categories.map((category) => {
      const methods = answer.filter((method) => method.category === category);
      return make('fieldset', { className: 'methods' }, make('legend', {}, category), ...methods.map((method) => {
        const box = make('input', { type: 'checkbox', value: method.type, checked: chosen.includes(method.type) });
        this.#boxes.set(method, box);
        const currencies = make('span', { className: 'method-currencies' }, method.currencies.join(' ') || 'any currency');
        return make('label', {}, box, make('span', {}, method.name, currencies));
      }));
    }));
    this.#show();
  }

  #show(): void {
    const currency = this.#currency.value;
    const chosen = [...this.#boxes].filter(([, box]) => box.checked).map(([method]) => method);
    const left = chosen.filter((method) => !takes(method, currency)).length;
    byId('methods-of-currency', HTMLButtonElement).textContent = `All for ${currency}`;
    if (chosen.length === 0) this.#note.textContent = 'None is chosen: the order offers what the account has.';
    else if (left === 0) this.#note.textContent = `${chosen.length} chosen.`;
    else this.#note.textContent = `${chosen.length} chosen, ${left} of them not payable in ${currency}.`;
  }
}

function takes({ currencies }: Method, currency: string): boolean {
  return currencies.length === 0 || currencies.includes(currency);
}
