import { formatMoney } from './money';
import { byId } from './page';
import type { LineItem, Session } from './session';

/** Who is paid, for what, and how much; and the way back to them. */
export function showSummary({ merchant, total, items, mode, authorisesOnly }: Session): void {
  byId('merchant', HTMLElement).textContent = merchant;
  byId('initial', HTMLElement).textContent = merchant.slice(0, 1).toUpperCase();
  const price = total && formatMoney(total);
  byId('total-label', HTMLElement).textContent = authorisesOnly ? 'Total to authorise' : 'Total to pay';
  byId('total', HTMLElement).textContent = price;
  byId('sum', HTMLElement).textContent = price;
  for (const id of ['total-line', 'sum-line']) byId(id, HTMLElement).hidden = price === null;
  byId('purpose', HTMLElement).textContent = mode === 'setup' ? 'Save a card for later. Nothing is charged now.' : '';
  byId('items', HTMLElement).replaceChildren(...items.map(lineOf));
  const often = howOften(items);
  const then = byId('then', HTMLElement);
  then.hidden = often === null;
  then.textContent = often === null ? '' : `now, then ${price} ${often}`;
}

/** The way back to the merchant, as long as there is something to leave. */
export function showWayBack({ merchant, cancelUrl, status }: Session): void {
  const link = byId('back', HTMLAnchorElement);
  link.hidden = cancelUrl === null || status !== 'open';
  if (cancelUrl !== null) link.href = cancelUrl;
  byId('back-name', HTMLElement).textContent = `to ${merchant}`;
}

function lineOf({ name, description, quantity, unitAmount, amount }: LineItem): HTMLElement {
  const line = part('li', 'item');
  line.append(part('span', 'item-name', name), part('span', 'item-amount', formatMoney(amount)));
  if (description !== null) line.append(part('span', 'item-detail', description));
  const each = quantity === 1 ? 'Quantity 1' : `Quantity ${quantity}, ${formatMoney(unitAmount)} each`;
  line.append(part('span', 'item-detail', each));
  return line;
}

function part(tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** All lines of a subscription are due equally often. */
function howOften(items: LineItem[]): string | null {
  const recurring = items.find((item) => item.recurring)?.recurring;
  if (!recurring) return null;
  const { interval, intervalCount } = recurring;
  return intervalCount === 1 ? `every ${interval}` : `every ${intervalCount} ${interval}s`;
}
