import { isOpenable, navigate } from './address';
import { saveAttempt, storedSecret } from './attempt';
import { forms } from './element';
import { createElements, groups, isSecret, notMounted } from './elements';
import { createEngine, interrupted, type Engine } from './engine';
import type { EngineParts } from './engine_module';
import { problem } from './error';
import { readBillingDetails } from './form';
import { note } from './notice';
import { readOptions } from './options';
import type { CallResult, ErrorObject } from './protocol';
import type {
  ConfirmCardPaymentData, ConfirmPaymentOptions, IntentResult, PaymentIntentResult, Tillkit, TillkitOptions,
} from './types';
import { version } from './version';

type Running = { promise: Promise<IntentResult>; pays: boolean };

/** The one call that moves each intent forward. */
const running = new Map<string, Running>();

/**
 * Whoever comes second gets the promise of the first; only paying waits for a call that does not pay, and then
 * has its own say.
 */
function exclusively(secret: string, call: () => Promise<IntentResult>, pays = false): Promise<IntentResult> {
  const before = running.get(secret);
  if (before && (before.pays || !pays)) return before.promise;
  const own: Running = {
    pays,
    promise: (before ? before.promise.then(call) : call()).finally(() => {
      if (running.get(secret) == own) running.delete(secret);
    }),
  };
  running.set(secret, own);
  return own.promise;
}

const refuse = async (code: string, message: string, param: string | null): Promise<{ error: ErrorObject }> =>
  ({ error: problem(code, message, param) });

/** What `resume()` finds when the intent waits for nothing; another call that shares its promise sees an error. */
const nothingPending = problem('nothing_pending', 'Nothing to carry on: call again', null, 'safe');

function read({ error, paymentIntent, setupIntent }: CallResult): IntentResult {
  if (error) return { error };
  if (setupIntent) return { setupIntent };
  return paymentIntent ? { paymentIntent } : { error: nothingPending };
}

type ConfirmParams = NonNullable<ConfirmPaymentOptions['confirmParams']>;

/** What both confirm calls come down to. */
function confirm(
  owner: object | undefined,
  secret: string | undefined,
  { return_url: returnUrl, payment_method_data: data, shipping, error_on_requires_action }: ConfirmParams,
  redirect = 'always',
  setup = false,
): Promise<IntentResult> {
  const group = groups.get(Object(owner));
  const engine = group?.engine();
  if (!group) return refuse('elements_missing', 'Pass elements, or a card element', 'elements');
  if ((secret ?? group.clientSecret) != group.clientSecret || setup != /^seti_/.test(group.clientSecret)) {
    return refuse('client_secret_mismatch', 'elements have another intent. confirmSetup() is for seti_...', 'clientSecret');
  }
  return exclusively(group.clientSecret, async () => {
    if (!/^(always|if_required)$/.test(redirect)) return refuse('invalid_option', 'redirect must be one of: always if_required', 'redirect');
    const alwaysRedirect = redirect == 'always';
    if (!returnUrl && alwaysRedirect) return refuse('return_url_missing', "Pass confirmParams.return_url, or redirect: 'if_required'", 'return_url');
    if (returnUrl && !isOpenable(returnUrl)) return refuse('return_url_malformed', 'return_url must be an absolute https URL', 'return_url');
    if (!engine) return { error: notMounted };
    const checkFirst = storedSecret() == group.clientSecret;
    // Before anything can be charged, so that no reload comes too early.
    saveAttempt(group.clientSecret);
    return read(await engine.call('confirm', {
      returnUrl: returnUrl ? new URL(returnUrl).href : null,
      alwaysRedirect,
      billingDetails: data?.billing_details ? readBillingDetails(data.billing_details) : null,
      shipping: shipping ? readBillingDetails(shipping) : null,
      pageWidth: innerWidth,
      checkFirst,
      error_on_requires_action,
    }));
  }, true);
}

/**
 * Makes the object behind `Tillkit()` and `loadTillkit()`.
 *
 * @param folder the default of `assetsBase`
 * @param engine where the engine of `isolation: 'inline'` is
 * @throws TillkitError for a missing or malformed key or option
 */
export function createTillkit(publishableKey: unknown, options?: TillkitOptions, folder?: string, engine?: EngineParts): Tillkit {
  const settings = readOptions(publishableKey, options, folder, engine);
  const { key } = settings.init;
  let headless: Engine | undefined;

  type Question = 'resume' | 'handleNextAction' | 'retrieve';
  /** Makes a call about an intent: through its form, which shows what the customer needs, or without a form. */
  const ask = async (clientSecret: unknown, question: Question): Promise<IntentResult> => {
    if (!isSecret(clientSecret, settings)) {
      return refuse('client_secret_malformed', 'Pass the whole client_secret, pi_..._secret_...', 'clientSecret');
    }
    const form = forms.get(clientSecret);
    // A page that replaces its body takes the frame with it.
    if (!form && !headless?.host.isConnected) {
      headless?.end(interrupted);
      const init = { ...settings.init, clientSecret: null, form: null };
      headless = createEngine(settings, init, document.body ?? document.documentElement, (tag, body) => {
        if (tag == 'navigate') navigate(body.url);
      });
    }
    return read(await (form ?? headless!).call(question, { clientSecret, pageWidth: innerWidth }));
  };
  const retrieve = (clientSecret: unknown) => ask(clientSecret, 'retrieve');
  const confirmWith = (setup: boolean) => (given: ConfirmPaymentOptions) => {
    const options: Partial<ConfirmPaymentOptions> = Object(given);
    const params: ConfirmParams = Object(options.confirmParams);
    note('confirm', options);
    note('confirmParams', params);
    return confirm(options.elements, options.clientSecret, params, options.redirect, setup);
  };
  const notSupported = () => refuse('not_supported', 'Not supported yet', null);

  return {
    version,
    elements: (given) => createElements(settings, Object(given)),
    confirmPayment: confirmWith(false) as Tillkit['confirmPayment'],
    confirmSetup: confirmWith(true) as Tillkit['confirmSetup'],
    confirmCardPayment(clientSecret, given) {
      const { payment_method: method, return_url }: Partial<ConfirmCardPaymentData> = Object(given);
      return confirm(method?.card, clientSecret, { return_url, payment_method_data: method }, 'if_required') as Promise<PaymentIntentResult>;
    },
    handleNextAction(given) {
      const { clientSecret } = Object(given);
      return exclusively(clientSecret, () => ask(clientSecret, 'handleNextAction'));
    },
    retrievePaymentIntent: retrieve as Tillkit['retrievePaymentIntent'],
    retrieveSetupIntent: retrieve as Tillkit['retrieveSetupIntent'],
    async resume(given) {
      const stored = storedSecret();
      const asked = Object(given).clientSecret;
      const query = new URLSearchParams(location.search);
      const secret = asked ?? stored ?? query.get('payment_intent_client_secret') ?? query.get('setup_intent_client_secret');
      if (asked && stored && asked != stored) {
        return refuse('resume_intent_mismatch', 'Another intent is pending: leave clientSecret out', 'clientSecret');
      }
      if (!secret) return null;
      const result = await exclusively(secret, () => ask(secret, 'resume'));
      return result.error == nothingPending ? null : result;
    },
    async redirectToCheckout(given) {
      const { sessionId } = Object(given);
      if (!/^cs_\w+$/.test(sessionId)) return refuse('session_id_malformed', 'Pass the id of a session, cs_...', 'sessionId');
      // Ids in addresses have the key's mode in them, as in pk_test_.
      const id = sessionId.replace(/^cs_(?=\d)/, 'cs_' + key.slice(3, 8));
      navigate(`${settings.checkoutBase}/pay/${id}?key=${encodeURIComponent(key)}`);
      return {};
    },
    createPaymentMethod: notSupported,
    createToken: notSupported,
  };
}
