import type { Product } from './merchant';
import { formatMoney } from './money';
import { byId, make } from './page';
import { writeQuery } from './settings';

const MOST_OF_ONE = 20;

/** How many of the first products lie in a basket that nobody has touched. */
const PRODUCTS_AT_FIRST = 2;

/** The basket: which products, how many of each. It lives in the page's address, as `cart=morning-fog:1,hand-grinder:2`. */
export class Cart {
  readonly #products: Product[];
  readonly #quantities: Map<string, number>;
  readonly #changed: () => void;
  readonly #prices = new Map<Product, HTMLElement>();

  constructor(products: Product[], changed: () => void) {
    this.#products = products;
    this.#quantities = quantitiesFromAddress(products);
    this.#changed = changed;
    byId('basket', HTMLUListElement).replaceChildren(...products.map((product) => this.#row(product)));
  }

  /** What is in the basket. */
  get items(): { id: string; quantity: number }[] {
    return this.#products
      .map(({ id }) => ({ id, quantity: this.#quantityOf(id) }))
      .filter(({ quantity }) => quantity > 0);
  }

  /** How many pieces that is. */
  get pieces(): number {
    return this.items.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  /** Shows what one of each costs. */
  showPrices(currency: string): void {
    for (const [{ prices }, element] of this.#prices) {
      const price = prices[currency];
      element.textContent = price === undefined ? '' : formatMoney(price, currency);
    }
  }

  #quantityOf(id: string): number {
    return this.#quantities.get(id) ?? 0;
  }

  #row(product: Product): HTMLElement {
    const { id, name, description, detail } = product;
    const price = make('span', { className: 'product-price' });
    this.#prices.set(product, price);
    const quantity = make('output', { ariaLabel: `Quantity of ${name}` });
    const fewer = make('button', { type: 'button', ariaLabel: `One ${name} fewer` }, '−');
    const more = make('button', { type: 'button', ariaLabel: `One ${name} more` }, '+');
    const show = (): void => {
      const count = this.#quantityOf(id);
      quantity.value = String(count);
      fewer.disabled = count === 0;
      more.disabled = count === MOST_OF_ONE;
    };
    const change = (difference: number): void => {
      this.#quantities.set(id, Math.min(MOST_OF_ONE, Math.max(0, this.#quantityOf(id) + difference)));
      show();
      writeQuery('cart', this.#products.map((each) => `${each.id}:${this.#quantityOf(each.id)}`).join(','));
      this.#changed();
    };
    fewer.addEventListener('click', () => change(-1));
    more.addEventListener('click', () => change(1));
    show();
    return make('li', { className: 'product' },
      make('img', { src: `/pictures/${encodeURIComponent(id)}.svg`, alt: '', width: 64, height: 64 }),
      make('span', { className: 'product-name' }, name,
        make('span', { className: 'product-description' }, description), make('span', { className: 'product-description' }, detail)),
      price,
      make('div', { className: 'quantity' }, fewer, quantity, more));
  }
}

function quantitiesFromAddress(products: Product[]): Map<string, number> {
  const text = new URLSearchParams(location.search).get('cart');
  if (text === null) return new Map(products.slice(0, PRODUCTS_AT_FIRST).map(({ id }) => [id, 1]));
  const pairs = text.split(',').map((pair): [string, number] => {
    const [id = '', count = ''] = pair.split(':');
    return [id, /^\d{1,2}$/.test(count) ? Math.min(MOST_OF_ONE, Number(count)) : 0];
  });
  return new Map(pairs);
}
