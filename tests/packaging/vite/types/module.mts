import { loadTillkit, TillkitError, type IntentResult, type PaymentIntentResult, type Tillkit, type TillkitOptions } from 'tillkit';
import { defineTillkitPayment, type TillkitPaymentElement } from 'tillkit/element';
import { loadTillkit as loadInline, type InlineOptions } from 'tillkit/inline';
import { asStripe } from 'tillkit/stripe';
import { fillCard, FRAME_SELECTOR } from 'tillkit/testing';

const options: TillkitOptions & InlineOptions = { assetsBase: 'https://js.provider.example/v1/' };
export const tillkit: Tillkit | null = await loadTillkit('pk_test_1', options);
export const inline: Tillkit | null = await loadInline('pk_test_1', options);
export const result: PaymentIntentResult | undefined = await tillkit?.retrievePaymentIntent('');
export const intent = await (await asStripe(loadTillkit('pk_test_1')))?.retrievePaymentIntent('');
export const amount: number | undefined = intent?.paymentIntent?.amount;
export const known: boolean = intent instanceof TillkitError && FRAME_SELECTOR.length > 0 && fillCard.length > 0;

defineTillkitPayment(options);
const payment: TillkitPaymentElement | null = document.querySelector('tillkit-payment');
export const paid: IntentResult | undefined = await payment?.confirm({ redirect: 'if_required' });
payment?.addEventListener('change', (event) => console.log(event.detail.complete));
export const made: string | null = document.createElement('tillkit-payment').clientSecret;

// @ts-expect-error: not a word for it
await loadTillkit('pk_test_1', { isolation: 'none' });
