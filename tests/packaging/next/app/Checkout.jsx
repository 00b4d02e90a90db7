'use client';

import { useEffect, useRef, useState } from 'react';
import { loadTillkit } from 'tillkit';

// Also evaluated on the server, where it is null.
const loading = loadTillkit('pk_test_sandbox', { assetsBase: 'http://127.0.0.1:4241/v1/' });

export function Checkout() {
  const container = useRef(null);
  const payment = useRef(null);
  const [message, setMessage] = useState('');

  useEffect(() => {
    let element;
    let gone = false;
    (async () => {
      const tillkit = await loading;
      const { clientSecret } = await (await fetch('/create-payment-intent', { method: 'POST' })).json();
      if (gone) return;
      const elements = tillkit.elements({ clientSecret });
      element = elements.create('payment').mount(container.current);
      payment.current = { tillkit, elements };
    })();
    return () => {
      gone = true;
      element?.destroy();
    };
  }, []);

  async function pay() {
    const { tillkit, elements } = payment.current;
    const { paymentIntent, error } = await tillkit.confirmPayment({ elements, redirect: 'if_required' });
    setMessage(paymentIntent?.status ?? error.message);
  }

  return (
    <>
      <div ref={container} />
      <button onClick={pay}>Pay</button>
      <p role="status">{message}</p>
    </>
  );
}
