import { formatMoney } from './money';
import { byId } from './page';
import type { LineItem, Session } from './session';
import { localeOfPage, say } from './words';

/** Who is paid, for what, and how much; and the way back to them. */
export function showSummary({ merchant, total, items, mode, authorisesOnly }: Session): void {
  byId('merchant', HTMLElement).textContent = merchant;
  byId('initial', HTMLElement).textContent = merchant.slice(0, 1).toLocaleUpperCase(localeOfPage());
  const price = total && formatMoney(total);
  byId('total-label', HTMLElement).textContent = say(authorisesOnly ? 'total_to_authorise' : 'total_to_pay');
  byId('total', HTMLElement).textContent = price;
  byId('sum', HTMLElement).textContent = price;
  for (const id of ['total-line', 'sum-line']) byId(id, HTMLElement).hidden = price === null;
  byId('purpose', HTMLElement).textContent = mode === 'setup' ? say('save_purpose') : '';
  byId('items', HTMLElement).replaceChildren(...items.map(lineOf));
  const again = price === null ? null : paidAgain(items, price);
  const then = byId('then', HTMLElement);
  then.hidden = again === null;
  then.textContent = again;
}

/** The way back to the merchant, as long as there is something to leave. */
export function showWayBack({ merchant, cancelUrl, status }: Session): void {
  const link = byId('back', HTMLAnchorElement);
  link.hidden = cancelUrl === null || status !== 'open';
  if (cancelUrl !== null) link.href = cancelUrl;
  byId('back-text', HTMLElement).textContent = say('back', { merchant });
}

function lineOf({ name, description, quantity, unitAmount, amount }: LineItem): HTMLElement {
  const line = part('li', 'item');
  line.append(part('span', 'item-name', name), part('span', 'item-amount', formatMoney(amount)));
  if (description !== null) line.append(part('span', 'item-detail', description));
  const count = new Intl.NumberFormat(localeOfPage()).format(quantity);
  const each = quantity === 1 ? say('quantity', { count }) : say('quantity_each', { count, price: formatMoney(unitAmount) });
  line.append(part('span', 'item-detail', each));
  return line;
}

function part(tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** When the same is paid again; null for once. All lines of a subscription are due equally often. */
function paidAgain(items: LineItem[], amount: string): string | null {
  const recurring = items.find((item) => item.recurring)?.recurring;
  if (!recurring) return null;
  const { interval, intervalCount } = recurring;
  if (intervalCount === 1) return say(`then_${interval}`, { amount });
  const count = new Intl.NumberFormat(localeOfPage(), { style: 'unit', unit: interval, unitDisplay: 'long' });
  return say('then_period', { amount, period: count.format(intervalCount) });
}
