import { Elements, PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js';
import { useState } from 'react';
import { loadTillkit } from 'tillkit';

const tillkit = loadTillkit('pk_test_sandbox', { assetsBase: 'http://127.0.0.1:4241/v1/' });

export function Checkout({ clientSecret }) {
  return (
    <Elements key={clientSecret} stripe={tillkit} options={{ clientSecret }}>
      <PaymentForm />
    </Elements>
  );
}

function PaymentForm() {
  const stripe = useStripe();
  const elements = useElements();
  const [message, setMessage] = useState('');

  async function pay(event) {
    event.preventDefault();
    const { paymentIntent, error } = await stripe.confirmPayment({ elements, redirect: 'if_required' });
    setMessage(paymentIntent?.status ?? error.message);
  }

  return (
    <form onSubmit={pay}>
      <PaymentElement />
      <button disabled={!stripe}>Pay</button>
      <p role="status">{message}</p>
    </form>
  );
}
