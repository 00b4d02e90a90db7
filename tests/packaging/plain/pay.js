(async () => {
  const { isolation = 'frame', assetsBase, apiBase } = Object.fromEntries(new URLSearchParams(location.search));
  const tillkit = Tillkit('pk_test_sandbox', { isolation, assetsBase, gateway: { apiBase } });
  const { clientSecret } = await (await fetch('/create-payment-intent', { method: 'POST' })).json();
  const elements = tillkit.elements({ clientSecret });
  window.element = elements.create('payment').on('loaderror', ({ error }) => (window.loadErrors ??= []).push(error)).mount('#checkout');
  document.getElementById('pay').onclick = async () => {
    const { paymentIntent, error } = await tillkit.confirmPayment({ elements, redirect: 'if_required' });
    document.getElementById('message').textContent = paymentIntent?.status ?? error.code;
  };
})();
