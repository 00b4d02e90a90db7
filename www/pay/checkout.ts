// The hosted checkout page: what is to be paid, the form to pay it with, and on to the merchant.

import type { Tillkit, TillkitConstructor } from '../sdk/types';
import { takeAttempt } from './attempt';
import { showMissing, showSession } from './notice';
import { byId, setView } from './page';
import { Payment } from './payment';
import { loadSession, type Missing, type Session } from './session';
import { showSummary, showWayBack } from './summary';
import { say, speak } from './words';

/** How long the page waits before it asks the gateway again about a payment that a bank is still at. */
const FIRST_POLL_MS = 2_000;
const LONGEST_POLL_MS = 30_000;

let payment: Payment | undefined;

/** What is shown, so that the same is not shown again: the focus would go there each time. */
let shown = '';

/** The customer has noted how to pay, and may do so some day. */
let noted = false;

/** Shows a session as it stands, or that there is none. Whether this tab has just paid it decides where it goes. */
function show(session: Session | Missing, arrived: boolean): void {
  if (typeof session === 'string') {
    endPayment();
    showMissing(session);
    return;
  }
  showWayBack(session);
  if (session.status === 'open' && !noted) {
    openForm(session);
    return;
  }
  endPayment();
  const isUnderWay = session.status === 'open' || (session.status === 'complete' && session.intentStatus === 'processing');
  if (session.status === 'complete' && !isUnderWay && arrived && session.successUrl !== null) {
    takeAttempt(session.id);
    // Going back from the merchant's page must not lead here.
    location.replace(session.successUrl);
    return;
  }
  const state = `${session.status} ${session.intentStatus}`;
  if (state !== shown) {
    shown = state;
    showSession(session);
    byId('notice', HTMLElement).focus();
  }
  if (isUnderWay) watchSoon();
}

let poll: ReturnType<typeof setTimeout> | undefined;
let pauseMs = FIRST_POLL_MS;

function watchSoon(): void {
  clearTimeout(poll);
  poll = setTimeout(() => void watch(), pauseMs);
  pauseMs = Math.min(pauseMs * 1.5, LONGEST_POLL_MS);
}

/** Waits for the gateway's or the bank's word, while somebody looks. */
async function watch(): Promise<void> {
  if (document.hidden) {
    document.addEventListener('visibilitychange', () => void watch(), { once: true });
    return;
  }
  const session = await loadSession();
  // What is shown stays true while the gateway can't be asked.
  if (session === 'unreachable' || (payment && typeof session !== 'string' && session.status === 'open')) watchSoon();
  else show(session, true);
}

function openForm(session: Session): void {
  if (payment || session.clientSecret === null) return;
  const { merchant } = session;
  document.title = say(session.mode === 'setup' ? 'save_title' : 'pay_title', { merchant });
  shown = '';
  showSummary(session);
  setView('open');
  payment = new Payment(tillkitFor(session), session, session.clientSecret, {
    async look() {
      const now = await loadSession();
      // Without an answer, the form says what went wrong.
      if (now === 'unreachable') return;
      const isOver = typeof now === 'string' || now.status !== 'open';
      show(now, isOver && typeof now !== 'string' && takeAttempt(now.id));
    },
    settled: () => void watch(),
    noted() {
      noted = true;
      show(session, false);
    },
  });
  if (session.failure !== null) payment.fail(session.failure);
}

function endPayment(): void {
  payment?.end();
  payment = undefined;
}

let tillkit: Tillkit | undefined;

function tillkitFor({ publishableKey }: Session): Tillkit {
  const { Tillkit: make } = window as { Tillkit?: TillkitConstructor };
  if (!make) throw new TypeError('The payment form did not load');
  return tillkit ??= make(publishableKey);
}

/**
 * Back from a bank, or after a reload, there may be one more step to do before the gateway knows the end. The form that is
 * shown does it: an engine of its own would load everything twice.
 */
async function carryOn(session: Session): Promise<void> {
  if (payment === undefined || session.clientSecret === null) return;
  const result = await tillkitFor(session).resume({ clientSecret: session.clientSecret });
  // Another session's attempt in this tab is none of this one's.
  if (result === null || result.error?.code === 'resume_intent_mismatch') return;
  noted = result.paymentIntent?.status === 'requires_action';
  const now = await loadSession();
  if (now !== 'unreachable') show(now, typeof now !== 'string' && now.status === 'complete' && takeAttempt(now.id));
}

async function begin(): Promise<void> {
  setView('loading');
  const [session] = await Promise.all([loadSession(), speak()]);
  show(session, typeof session !== 'string' && session.status === 'complete' && takeAttempt(session.id));
  if (typeof session !== 'string') await carryOn(session);
}

function start(): void {
  begin().catch((error: unknown) => {
    console.error(error);
    showMissing('unreachable');
  });
}

byId('again', HTMLButtonElement).addEventListener('click', () => location.reload());
// Shown from the browser's memory, the page may be about a session that is over.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
start();
