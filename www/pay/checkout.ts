// The hosted checkout page: what is to be paid, the form to pay it with, and on to the merchant.

import type { Tillkit, TillkitConstructor } from '../sdk/types';
import { takeAttempt } from './attempt';
import { showMissing, showSession } from './notice';
import { byId, setView } from './page';
import { Payment } from './payment';
import { loadSession, type Missing, type Session } from './session';
import { showSummary, showWayBack } from './summary';

/** How often the gateway is asked about a payment that a bank is still at. */
const POLL_MS = 2_000;

let payment: Payment | undefined;

/** Shows a session as it stands, or that there is none. Whether this tab has just paid it decides where it goes. */
function show(session: Session | Missing, arrived: boolean): void {
  if (typeof session === 'string') {
    endPayment();
    showMissing(session);
    return;
  }
  showWayBack(session);
  if (session.status === 'open') {
    openForm(session);
    return;
  }
  endPayment();
  const isProcessing = session.status === 'complete' && session.intentStatus === 'processing';
  if (session.status === 'complete' && !isProcessing && arrived && session.successUrl !== null) {
    // Going back from the merchant's page must not lead here.
    location.replace(session.successUrl);
    return;
  }
  showSession(session);
  byId('notice', HTMLElement).focus();
  if (isProcessing) setTimeout(() => void watch(), POLL_MS);
}

/** Waits for the bank's word. */
async function watch(): Promise<void> {
  const session = await loadSession();
  // What is shown stays true while the gateway can't be asked.
  if (session === 'unreachable') setTimeout(() => void watch(), POLL_MS);
  else show(session, true);
}

function openForm(session: Session): void {
  if (payment || session.clientSecret === null) return;
  document.title = session.mode === 'setup' ? `Save a card – ${session.merchant}` : `Pay ${session.merchant}`;
  showSummary(session);
  setView('open');
  payment = new Payment(tillkitFor(session), session, session.clientSecret, async () => {
    const now = await loadSession();
    // Without an answer, the form says what went wrong.
    if (now === 'unreachable') return;
    const isOver = typeof now === 'string' || now.status !== 'open';
    show(now, isOver && typeof now !== 'string' && takeAttempt(now.id));
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
  const now = await loadSession();
  if (now !== 'unreachable') show(now, typeof now !== 'string' && now.status === 'complete' && takeAttempt(now.id));
}

async function begin(): Promise<void> {
  setView('loading');
  const session = await loadSession();
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
