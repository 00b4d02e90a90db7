import { formatMoney } from './money';
import { byId, setView } from './page';
import type { Missing, Session } from './session';

/** What customers read where there is nothing to pay with. */
interface Notice {
  view: string;
  title: string;
  text: string;
  /** Where it goes on, and what the link says. */
  onward?: { address: string | null; text: string };
  amount?: string | undefined;
  /** Whether looking again may help. */
  again?: boolean;
}

const MISSING: Record<Missing, Notice> = {
  unknown: {
    view: 'unknown',
    title: 'There is no such checkout',
    text: 'The address may be incomplete. Go back to the shop and start the payment again. Nothing was charged.',
  },
  wrong_key: {
    view: 'wrong_key',
    title: 'This address does not open a checkout',
    text: 'Its key does not belong to the shop. Go back to the shop and start the payment again. Nothing was charged.',
  },
  unreachable: {
    view: 'unreachable',
    title: 'The checkout could not be loaded',
    text: 'Check your connection and try again.',
    again: true,
  },
};

/** Says why there is no session to show. */
export function showMissing(missing: Missing): void {
  document.title = MISSING[missing].title;
  show(MISSING[missing]);
}

/** Says how a session that takes no payment stands. */
export function showSession(session: Session): void {
  const notice = noticeOf(session);
  document.title = `${notice.title} – ${session.merchant}`;
  show(notice);
}

function noticeOf({ mode, status, intentStatus, paymentStatus, merchant, total, successUrl, cancelUrl }: Session): Notice {
  const amount = total === null ? undefined : formatMoney(total);
  const onward = { address: successUrl, text: `Continue to ${merchant}` };
  if (status === 'expired') {
    return {
      view: 'expired',
      title: 'This checkout has expired',
      text: `It can no longer be completed, and nothing was charged. Go back to ${merchant} to start again.`,
      onward: { address: cancelUrl, text: `Back to ${merchant}` },
    };
  }
  if (mode === 'setup') {
    return { view: 'complete', title: 'Your card is saved', text: `${merchant} can charge it later, as you agreed. Nothing was charged now.`, onward };
  }
  if (status === 'open') {
    return {
      view: 'processing',
      title: 'We are waiting for your payment',
      text: 'Pay with the details that you have noted. This page goes on once the money is there; you need not keep it open.',
      onward,
      amount,
    };
  }
  if (intentStatus === 'processing') {
    return {
      view: 'processing',
      title: 'Your payment is being processed',
      text: 'Your bank has not confirmed it yet, which can take a while. There is nothing more to do for you; please do not pay again.',
      onward,
      amount,
    };
  }
  if (paymentStatus === 'paid') {
    return { view: 'complete', title: 'Payment complete', text: `You have paid ${merchant}.`, onward, amount };
  }
  if (intentStatus === 'requires_capture') {
    return {
      view: 'complete',
      title: 'Payment authorised',
      text: `The amount is reserved for ${merchant} and has not been taken yet.`,
      onward,
      amount,
    };
  }
  return {
    view: 'released',
    title: 'Payment released',
    text: `${merchant} has given up the amount that was reserved. Nothing was charged.`,
    onward: { address: cancelUrl ?? successUrl, text: `Back to ${merchant}` },
  };
}

function show({ view, title, text, onward, amount, again = false }: Notice): void {
  byId('notice-title', HTMLElement).textContent = title;
  byId('notice-text', HTMLElement).textContent = text;
  const sum = byId('notice-amount', HTMLElement);
  sum.hidden = amount === undefined;
  sum.textContent = amount ?? '';
  const link = byId('onward', HTMLAnchorElement);
  link.hidden = !onward?.address;
  if (onward?.address) {
    link.href = onward.address;
    link.textContent = onward.text;
  }
  byId('again', HTMLButtonElement).hidden = !again;
  setView(view);
}
