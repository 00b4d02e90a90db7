// Everything that React changes under a form: its options, its intent, and whether it is there at all. The test sets
// the state by `window.change()`, and reads what the form said from `window.heard`.

import { CardElement, Elements, PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { loadTillkit } from 'tillkit';

window.heard = [];
const hear = (name) => (event) => {
  window.heard.push([name, typeof event.mount == 'function' ? 'element' : event]);
};

function Form({ readOnly }) {
  const stripe = useStripe();
  const elements = useElements();
  window.elements = elements;
  useEffect(() => {
    hear('effect')({});
  }, []);
  const pay = async () => hear('result')(await stripe.confirmPayment({ elements, redirect: 'if_required' }));
  return (
    <>
      <PaymentElement options={{ readOnly }} onReady={hear('ready')} onChange={hear('change')} onLoadError={hear('loaderror')} onFocus={hear('focus')} />
      <button onClick={pay}>Pay</button>
    </>
  );
}

function Card({ clientSecret }) {
  const stripe = useStripe();
  const elements = useElements();
  const pay = async () => hear('result')(await stripe.confirmCardPayment(clientSecret, { payment_method: { card: elements.getElement(CardElement) } }));
  return (
    <>
      <CardElement onReady={hear('ready')} />
      <button onClick={pay}>Pay</button>
    </>
  );
}

function Shop({ first }) {
  const [state, setState] = useState({ shown: true, card: false, clientSecret: first, appearance: {}, locale: 'en', readOnly: false });
  const { shown, card, clientSecret, appearance, locale, readOnly } = state;
  window.change = (changed) => setState((before) => ({ ...before, ...changed }));
  // At every rendering: the same key and options must be the same promise.
  const tillkit = loadTillkit('pk_test_sandbox', { assetsBase: 'http://127.0.0.1:4241/v1/' });
  return shown && (
    <Elements key={clientSecret} stripe={tillkit} options={{ clientSecret, appearance, locale }}>
      {card ? <Card clientSecret={clientSecret} /> : <Form readOnly={readOnly} />}
    </Elements>
  );
}

window.newIntent = async () => (await (await fetch('/create-payment-intent', { method: 'POST' })).json()).clientSecret;
const first = await window.newIntent();
createRoot(document.getElementById('root')).render(<StrictMode><Shop first={first} /></StrictMode>);
