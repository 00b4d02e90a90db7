// Made from src/protocol.rs by its test, which fails when the two differ. Do not edit: see there.

/** The protocol spoken here. */
export const PROTOCOL_VERSION = 1;

/**
 * A message from the loader to the engine.
 */
export type ToEngine = { "init": Init } | { "update": FormOptions } | { "look": Look } | { "submit": Call } | { "confirm": ConfirmCall } | { "resume": SecretCall } | { "handleNextAction": SecretCall } | { "recover": ConfirmCall } | { "retrieve": SecretCall } | { "surface": SurfaceReport } | "navigationPrevented" | "ping" | "focus" | "blur" | "clear" | "destroy";

/**
 * A message from the engine to the loader.
 */
export type FromEngine = "ready" | { "loadError": ErrorObject } | { "change": FormChange } | "focus" | "blur" | "escape" | "submit" | { "savedPaymentMethodRemove": RemoveSaved } | { "resize": Resize } | { "result": CallResult } | { "openSurface": OpenSurface } | { "closeSurface": SurfaceName } | { "navigate": Navigate } | { "clearAttempt": ClearAttempt } | { "actionStart": ActionStart } | { "actionEnd": ActionEnd } | "pong" | "crashed";

/**
 * What an engine needs to know before it can work.
 */
export type Init = {
/**
 * The publishable key.
 */
key: string,
/**
 * The client secret of the intent that the form pays, or the token of an order; none for an engine without a form.
 */
clientSecret: string | null,
/**
 * `wooshpay`, `stripe` or `payment_options`.
 */
dialect: string,
/**
 * Where the gateway's API is: an origin, perhaps with a path.
 */
apiBase: string,
/**
 * The address of our return page, the `return_url` of everything that stays in the page.
 */
returnPage: string,
/**
 * How a challenge is shown.
 */
challenge: ChallengeOptions,
/**
 * A BCP 47 language tag.
 */
locale: string,
/**
 * The form to draw; none for an engine that only carries calls out.
 */
form: FormOptions | null, };

/**
 * How a challenge is shown.
 */
export type ChallengeOptions = {
/**
 * `modal` or `redirect`.
 */
display: string,
/**
 * An EMV challenge window size, `01` to `05`; chosen from the width of the page when absent.
 */
windowSize: string | null,
/**
 * How long the customer has, in milliseconds; at most 600,000.
 */
timeoutMs: number | null, };

/**
 * What the form shows.
 */
export type FormOptions = {
/**
 * Ask for the name on the card.
 */
askName: boolean,
/**
 * Ask for the billing country.
 */
askCountry: boolean,
/**
 * Ask for the billing postal code.
 */
askPostalCode: boolean,
/**
 * Show the form but take no input.
 */
readOnly: boolean,
/**
 * Billing details known beforehand.
 */
billingDetails: BillingDetails,
/**
 * The element's type: `card` takes cards alone. (The first loaders of this protocol do not say it, nor what
 * follows.)
 */
type: string | null,
/**
 * How several methods are shown; as merchants give it, so it is read with patience.
 */
layout: unknown,
/**
 * Type strings of methods to show first, in this order.
 */
paymentMethodOrder: unknown,
/**
 * Cards that the customer has saved: PaymentMethod objects as the merchant's server got them.
 */
savedPaymentMethods: unknown,
/**
 * The customer may ask to have them removed.
 */
savedPaymentMethodRemove: unknown, };

/**
 * How every element of a group looks and speaks. (What it says of looks, the page that the form is in reads.)
 */
export type Look = {
/**
 * A BCP 47 language tag; as it was when absent.
 */
locale: string | null, };

/**
 * A call with nothing but its number.
 */
export type Call = {
/**
 * The call's number, given back in its result.
 */
id: number, };

/**
 * A call about one intent.
 */
export type SecretCall = {
/**
 * The call's number, given back in its result.
 */
id: number,
/**
 * The intent's client secret.
 */
clientSecret: string,
/**
 * The width of the page in CSS pixels, to choose a challenge window size.
 */
pageWidth: number, };

/**
 * A call to pay.
 */
export type ConfirmCall = {
/**
 * The call's number, given back in its result.
 */
id: number,
/**
 * The merchant's page for the customer to come back to.
 */
returnUrl: string | null,
/**
 * `true` for Stripe's `redirect: 'always'`: success, too, ends on `return_url`.
 */
alwaysRedirect: boolean,
/**
 * Stripe's parameter of that name: rather fail than ask the customer for anything.
 */
error_on_requires_action: unknown,
/**
 * Billing details that the merchant adds to those of the form.
 */
billingDetails: BillingDetails | null,
/**
 * Who gets the goods: Stripe's parameter of that name, as merchants give it.
 */
shipping: unknown,
/**
 * The width of the page in CSS pixels, to choose a challenge window size.
 */
pageWidth: number,
/**
 * An older attempt to pay this intent is stored: ask how it ended before anything else.
 */
checkFirst: boolean, };

/**
 * Something happened to a surface.
 */
export type SurfaceReport = {
/**
 * Which surface.
 */
surface: number,
/**
 * What happened.
 */
event: SurfaceEvent, };

/**
 * What can happen to a surface.
 */
export type SurfaceEvent = "returned" | "closed" | "failed";

/**
 * A surface to open.
 */
export type OpenSurface = {
/**
 * Its number.
 */
surface: number,
/**
 * `true` for device data collection: nobody sees it. Otherwise a dialog.
 */
hidden: boolean,
/**
 * The page to load in it: `https:` or loopback.
 */
url: string,
/**
 * Width in CSS pixels; 0 for the whole window.
 */
width: number,
/**
 * Height in CSS pixels; 0 for the whole window.
 */
height: number,
/**
 * The dialog's accessible name.
 */
title: string,
/**
 * The label of the dialog's close button.
 */
closeLabel: string, };

/**
 * The number of a surface.
 */
export type SurfaceName = {
/**
 * Its number.
 */
surface: number, };

/**
 * Take the whole page to an address.
 */
export type Navigate = {
/**
 * `https:` or loopback.
 */
url: string,
/**
 * `true` when the payment is over and this is the merchant's `return_url`; `false` when the customer
 * goes to the bank.
 */
finished: boolean, };

/**
 * What the form holds, without any of it.
 */
export type FormChange = {
/**
 * Every field is empty.
 */
empty: boolean,
/**
 * Every field is complete and valid.
 */
complete: boolean,
/**
 * The chosen payment method's type.
 */
method: string,
/**
 * The card's brand as far as it is known, or `unknown`.
 */
brand: string, };

/**
 * The room that the form needs.
 */
export type Resize = {
/**
 * Height in CSS pixels.
 */
height: number, };

/**
 * The answer to a call: an intent, an error, or neither.
 */
export type CallResult = {
/**
 * The call's number.
 */
id: number,
/**
 * The intent, as the gateway says it is.
 */
paymentIntent: PaymentIntentObject | null,
/**
 * The same of a SetupIntent; absent otherwise.
 */
setupIntent?: SetupIntentObject,
/**
 * Why it did not work.
 */
error: ErrorObject | null, };

/**
 * The customer wants a saved payment method removed.
 */
export type RemoveSaved = {
/**
 * The payment method's id.
 */
paymentMethod: string, };

/**
 * An attempt that is over.
 */
export type ClearAttempt = {
/**
 * The intent's client secret.
 */
clientSecret: string, };

/**
 * The customer is being asked for something.
 */
export type ActionStart = {
/**
 * `ddc`, `challenge` or `redirect`.
 */
kind: string, };

/**
 * The customer is done, or gave up.
 */
export type ActionEnd = {
/**
 * `ddc`, `challenge` or `redirect`.
 */
kind: string,
/**
 * `completed`, `timed_out`, `unavailable` or `canceled`.
 */
outcome: string, };

/**
 * Billing details, in Stripe's shape.
 */
export type BillingDetails = {
/**
 * The customer's name.
 */
name: string | null,
/**
 * The customer's mail address.
 */
email: string | null,
/**
 * The customer's telephone number.
 */
phone: string | null,
/**
 * The billing address.
 */
address: Address | null, };

/**
 * An address, in Stripe's shape.
 */
export type Address = {
/**
 * City.
 */
city: string | null,
/**
 * ISO 3166-1 alpha-2 code.
 */
country: string | null,
/**
 * First line.
 */
line1: string | null,
/**
 * Second line.
 */
line2: string | null,
/**
 * Postal code.
 */
postal_code: string | null,
/**
 * State, province or region.
 */
state: string | null, };

/**
 * A PaymentIntent as merchants see it: Stripe's shape for every dialect, with lower-case currency, seconds
 * and null for unset.
 */
export type PaymentIntentObject = {
/**
 * `pi_…`
 */
id: string,
/**
 * Always `payment_intent`.
 */
object: string,
/**
 * Minor units.
 */
amount: number,
/**
 * Lower-case ISO 4217 code.
 */
currency: string,
/**
 * Stripe's status names; an unknown one is carried as it came.
 */
status: string,
/**
 * The client secret.
 */
client_secret: string | null,
/**
 * Unix seconds.
 */
created: number,
/**
 * `true` with live keys.
 */
livemode: boolean,
/**
 * The merchant's words for it.
 */
description: string | null,
/**
 * `automatic` or `manual`.
 */
capture_method: string,
/**
 * `automatic` or `manual`.
 */
confirmation_method: string,
/**
 * Unix seconds.
 */
canceled_at: number | null,
/**
 * Why it was cancelled.
 */
cancellation_reason: string | null,
/**
 * The payment method's id.
 */
payment_method: string | null,
/**
 * The methods that it can be paid with.
 */
payment_method_types: Array<string>,
/**
 * Where to send the receipt.
 */
receipt_email: string | null,
/**
 * `on_session` or `off_session`.
 */
setup_future_usage: string | null,
/**
 * What went wrong in the last attempt.
 */
last_payment_error: ErrorObject | null,
/**
 * What has to be done next.
 */
next_action: NextActionObject | null, };

/**
 * A SetupIntent as merchants see it, in Stripe's shape.
 */
export type SetupIntentObject = {
/**
 * `seti_…`
 */
id: string,
/**
 * Always `setup_intent`.
 */
object: string,
/**
 * Stripe's status names; an unknown one is carried as it came.
 */
status: string,
/**
 * The client secret.
 */
client_secret: string | null,
/**
 * Unix seconds.
 */
created: number,
/**
 * `true` with live keys.
 */
livemode: boolean,
/**
 * The merchant's words for it.
 */
description: string | null,
/**
 * Why it was cancelled.
 */
cancellation_reason: string | null,
/**
 * The id of the payment method that was saved.
 */
payment_method: string | null,
/**
 * The methods that it can save.
 */
payment_method_types: Array<string>,
/**
 * `on_session` or `off_session`.
 */
usage: string | null,
/**
 * What went wrong in the last attempt.
 */
last_setup_error: ErrorObject | null,
/**
 * What has to be done next.
 */
next_action: NextActionObject | null, };

/**
 * A next action as merchants see it.
 */
export type NextActionObject = {
/**
 * The gateway's name for it.
 */
type: string, };

/**
 * An error as merchants see it: Stripe's members, and two of ours that say who must act and how.
 */
export type ErrorObject = {
/**
 * `card_error`, `validation_error`, `invalid_request_error`, `api_error`, `api_connection_error`,
 * `authentication_error`, `rate_limit_error` or `idempotency_error`.
 */
type: string,
/**
 * A stable name for what happened.
 */
code: string,
/**
 * The issuer's reason.
 */
decline_code: string | null,
/**
 * The option or field to change.
 */
param: string | null,
/**
 * A page about it.
 */
doc_url: string | null,
/**
 * For whoever must act.
 */
message: string,
/**
 * `shopper`, `merchant` or `provider`.
 */
who: string,
/**
 * `safe`, `after_change`, `check_intent_first` or `never`.
 */
retry: string,
/**
 * The intent as it was when it happened.
 */
payment_intent: PaymentIntentObject | null,
/**
 * The same of a SetupIntent; absent otherwise.
 */
setup_intent?: SetupIntentObject, };
