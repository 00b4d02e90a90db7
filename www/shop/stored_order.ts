import type { NewOrder } from './merchant';

const KEY = 'shop.order';

/** The order this tab is paying for, kept so that a reload finds it and does not begin a second one. */
export interface StoredOrder extends NewOrder {
  /** What was asked for, as text: another basket is another order. */
  request: string;
  /** The query of the checkout page's address, to come back to. */
  search: string;
}

/** The order this tab is paying for, if there is one. */
export function storedOrder(): StoredOrder | null {
  return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as StoredOrder | null;
}

/** Keeps it. */
export function storeOrder(order: StoredOrder): void {
  sessionStorage.setItem(KEY, JSON.stringify(order));
}

/** Takes a card out of it that the customer has had removed. */
export function forgetCard(id: string): void {
  const order = storedOrder();
  if (order) storeOrder({ ...order, savedPaymentMethods: order.savedPaymentMethods?.filter((card) => card.id !== id) ?? [] });
}

/** Forgets it. */
export function forgetOrder(): void {
  sessionStorage.removeItem(KEY);
}
