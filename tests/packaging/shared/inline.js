import { loadTillkit } from 'tillkit/inline';

const tillkit = await loadTillkit('pk_test_sandbox', { assetsBase: 'http://127.0.0.1:4241/v1/' });
const { clientSecret } = await (await fetch('/create-payment-intent', { method: 'POST' })).json();
const elements = tillkit.elements({ clientSecret });
elements.create('payment').mount('#checkout');

document.getElementById('pay').onclick = async () => {
  const { paymentIntent, error } = await tillkit.confirmPayment({ elements, redirect: 'if_required' });
  document.getElementById('message').textContent = paymentIntent?.status ?? error.message;
};
