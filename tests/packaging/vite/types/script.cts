import tillkit = require('tillkit');
import stripe = require('tillkit/stripe');
import testing = require('tillkit/testing');

const options: tillkit.TillkitOptions = { locale: 'en' };
export const loaded: Promise<tillkit.Tillkit | null> = tillkit.loadTillkit('pk_test_1', options);
export const asked: string = testing.FIELD_SELECTORS.number;
export const typed = stripe.asStripe(loaded).then((object) => object?.elements({ clientSecret: '' }).create('payment'));

// @ts-expect-error: a number is no locale
void tillkit.loadTillkit('pk_test_1', { locale: 1 });
