import { formatMoney } from './money';
import { byId, setView } from './page';
import type { Missing, Session } from './session';
import { say } from './words';

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

/** Says why there is no session to show. */
export function showMissing(missing: Missing): void {
  const title = say(`${missing}_title`);
  document.title = title;
  show({ view: missing, title, text: say(`${missing}_text`), again: missing === 'unreachable' });
}

/** Says how a session that takes no payment stands. */
export function showSession(session: Session): void {
  const notice = noticeOf(session);
  document.title = `${notice.title} – ${session.merchant}`;
  show(notice);
}

function noticeOf({ mode, status, intentStatus, paymentStatus, merchant, total, successUrl, cancelUrl }: Session): Notice {
  const amount = total === null ? undefined : formatMoney(total);
  const onward = { address: successUrl, text: say('continue_to', { merchant }) };
  const back = say('back', { merchant });
  if (status === 'expired') {
    return {
      view: 'expired',
      title: say('expired_title'),
      text: say('expired_text', { merchant }),
      onward: { address: cancelUrl, text: back },
    };
  }
  if (mode === 'setup') {
    return { view: 'complete', title: say('saved_title'), text: say('saved_text', { merchant }), onward };
  }
  if (status === 'open') {
    return {
      view: 'processing',
      title: say('waiting_title'),
      text: say('waiting_text'),
      onward,
      amount,
    };
  }
  if (intentStatus === 'processing') {
    return {
      view: 'processing',
      title: say('processing_title'),
      text: say('processing_text'),
      onward,
      amount,
    };
  }
  if (paymentStatus === 'paid') {
    return { view: 'complete', title: say('paid_title'), text: say('paid_text', { merchant }), onward, amount };
  }
  if (intentStatus === 'requires_capture') {
    return {
      view: 'complete',
      title: say('authorised_title'),
      text: say('authorised_text', { merchant }),
      onward,
      amount,
    };
  }
  return {
    view: 'released',
    title: say('released_title'),
    text: say('released_text', { merchant }),
    onward: { address: cancelUrl ?? successUrl, text: back },
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
