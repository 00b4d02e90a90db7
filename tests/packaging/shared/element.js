import { defineTillkitPayment } from 'tillkit/element';

defineTillkitPayment({ assetsBase: 'http://127.0.0.1:4241/v1/' });

const payment = document.querySelector('tillkit-payment');
payment.clientSecret = (await (await fetch('/create-payment-intent', { method: 'POST' })).json()).clientSecret;

document.getElementById('pay').onclick = async () => {
  const { paymentIntent, error } = await payment.confirm({ redirect: 'if_required' });
  document.getElementById('message').textContent = paymentIntent?.status ?? error.message;
};
