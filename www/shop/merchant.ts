// The merchant's own server: it knows the prices, holds the secret key and decides what an order costs.

import type { SavedPaymentMethod } from '../sdk/types';

/** What the page needs to know about the payment provider. */
export interface ProviderConfig {
  publishableKey: string;
  /** The gateway's origin. */
  gateway: string;
  /** Whose APIs it speaks, and where each is. */
  gateways: Gateway[];
  /** The bank's origin. */
  bank: string;
  /** The address of the SDK's script. */
  sdk: string;
  /** Customers that the shop knows. */
  people: Person[];
}

/** A customer that the shop knows. */
export interface Person {
  id: string;
  name: string;
  /** Where their orders go, as `confirmParams.shipping` wants it. */
  shipping: { name: string; address: Record<string, string> };
}

/** What the SDK is told of a gateway. With PaymentOptions it speaks to the shop's own server. */
export interface Gateway {
  dialect: 'wooshpay' | 'stripe' | 'payment_options';
  apiBase: string;
}

export interface Product {
  id: string;
  name: string;
  description: string;
  /** How much of it one gets. */
  detail: string;
  /** The price of one in minor units, for each currency the shop sells in. */
  prices: Record<string, number>;
}

/** What the shop sells, and the currencies it has prices in. */
export interface Catalogue {
  currencies: string[];
  products: Product[];
}

/** How far an order is. `open` has not been paid yet; `authorised` is reserved on the card, to be captured later. */
export type OrderStatus = 'open' | 'processing' | 'authorised' | 'paid' | 'failed' | 'canceled';

export interface Order {
  id: string;
  /** The dialect of the gateway that it is paid by. */
  gateway: string;
  status: OrderStatus | string;
  /** Minor units of `currency`. */
  amount: number;
  currency: string;
  /** What was given back, in minor units. */
  refunded: number;
  /** Whether the status is what a `webhook` told, or what the `gateway` answered when it was asked. */
  toldBy?: string;
  /** Why the last attempt failed, in words for the customer. */
  message?: string;
}

/** What the page asks for; the server answers with the order that it made of it. */
export interface OrderRequest {
  /** The dialect of the gateway to pay by. */
  gateway: string;
  items: { id: string; quantity: number }[];
  currency: string;
  three_d_secure: string;
  capture: string;
  wire: string;
  codes: string;
  /** Empty for what the account has. */
  payment_method_types: string[];
  amount?: number;
  /** Who buys; nobody in particular when there is none. */
  customer?: string;
  save_card?: boolean;
  require_cvc?: boolean;
}

export interface NewOrder {
  order: Order;
  clientSecret: string;
  /** The cards that the customer has saved. */
  savedPaymentMethods?: SavedPaymentMethod[];
}

/** An order that is paid on the gateway's own page. */
export interface HostedOrder {
  order: Order;
  sessionId: string;
}

/** The server's refusal, or its absence, in words for whoever is in front of the page. */
export class MerchantError extends Error {}

/** The gateway that speaks a dialect. */
export function gatewayOf({ gateways }: ProviderConfig, dialect: string): Gateway {
  const gateway = gateways.find((each) => each.dialect === dialect);
  if (!gateway) throw new MerchantError(`The shop has no gateway ${dialect}: choose one of ${gateways.map((each) => each.dialect).join(', ')}.`);
  return gateway;
}

export const loadConfig = (): Promise<ProviderConfig> => request('/api/config');

export const loadCatalogue = (): Promise<Catalogue> => request('/api/products');

export const createOrder = (order: OrderRequest): Promise<NewOrder> => post('/api/orders', order);

/** Makes an order that is paid on the gateway's page, once or every month. */
export const createHostedOrder = (order: OrderRequest, checkout: 'hosted' | 'monthly'): Promise<HostedOrder> =>
  post('/api/orders', { ...order, checkout });

/** Has the shop's server take a saved card away. */
export const removeCard = (person: string, card: string): Promise<unknown> =>
  post(`/api/people/${encodeURIComponent(person)}/cards/${encodeURIComponent(card)}/remove`, {});

/** What the shop's staff do: take the money of an authorisation, or give it back. */
export const captureOrder = (id: string): Promise<Order> => post(`/api/orders/${encodeURIComponent(id)}/capture`, {});
export const refundOrder = (id: string): Promise<Order> => post(`/api/orders/${encodeURIComponent(id)}/refund`, {});

export const loadOrder = (id: string): Promise<Order> => request(`/api/orders/${encodeURIComponent(id)}`);

export const loadOrderOfIntent = (intent: string): Promise<Order> =>
  request(`/api/orders?payment_intent=${encodeURIComponent(intent)}`);

const post = <T>(path: string, body: object): Promise<T> => request(path, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new MerchantError('The shop does not answer. Check your connection and try again.');
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  throw new MerchantError(messageOf(body) ?? `The shop could not do that (status ${response.status}).`);
}

function messageOf(body: unknown): string | undefined {
  const error = (body as { error?: { message?: unknown } } | null)?.error;
  return typeof error?.message === 'string' ? asSentence(error.message) : undefined;
}

function asSentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}
