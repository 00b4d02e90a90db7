// The session that the page's address names, as the gateway knows it now.

import type { SavedPaymentMethod } from '../sdk/types';

/** An amount for `Intl`, with the decimals that the gateway counts. */
export interface Money {
  /** Major units, exact. */
  decimal: string;
  currency: string;
  fractionDigits: number;
}

export interface LineItem {
  name: string;
  description: string | null;
  quantity: number;
  unitAmount: Money;
  amount: Money;
  /** How often it is due; null for once. */
  recurring: { interval: 'day' | 'week' | 'month' | 'year'; intervalCount: number } | null;
}

export interface Session {
  id: string;
  merchant: string;
  /** `setup` saves a card without a payment. */
  mode: 'payment' | 'subscription' | 'setup';
  status: 'open' | 'complete' | 'expired';
  paymentStatus: 'paid' | 'unpaid' | 'no_payment_required';
  /** The status of the session's PaymentIntent or SetupIntent. */
  intentStatus: string;
  /** Null where nothing is paid. */
  total: Money | null;
  items: LineItem[];
  /** Whether the money is only reserved now and taken later. */
  authorisesOnly: boolean;
  billingAddressRequired: boolean;
  customerEmail: string | null;
  /** Cards of the customer whom the merchant has named. */
  savedPaymentMethods?: SavedPaymentMethod[];
  publishableKey: string;
  /** The intent's, while the session is open. */
  clientSecret: string | null;
  /** Why the last attempt failed, in words for the customer. */
  failure: string | null;
  /** Where to go then; null for sessions that end on this page. */
  successUrl: string | null;
  cancelUrl: string | null;
}

/** Why there is no session to show. */
export type Missing = 'unknown' | 'wrong_key' | 'unreachable';

/** Asks the gateway how the session is. */
export async function loadSession(): Promise<Session | Missing> {
  try {
    const response = await fetch(`${location.pathname}/state?${keyOfAddress()}`);
    if (response.status === 403) return 'wrong_key';
    if (response.status === 404) return 'unknown';
    return response.ok ? (await response.json()) as Session : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

/** This page's address, as the merchant gave it: without what a bank has added to it. */
export function addressOfPage(): string {
  return `${location.origin}${location.pathname}?${keyOfAddress()}`;
}

function keyOfAddress(): URLSearchParams {
  return new URLSearchParams({ key: new URLSearchParams(location.search).get('key') ?? '' });
}
