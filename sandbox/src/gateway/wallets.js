// Stand-ins for the browser's own ApplePaySession and PaymentRequest, to be driven by a test or by hand: a sheet in the
// page with a button for each end. As in browsers, a sheet opens after a click and not otherwise.
(() => {
  const ENDS = { Approve: 'approve', 'Approve, to be declined': 'decline', 'Approve, to be challenged': 'challenge', Close: '' };

  function sheet(wallet, { label, amount, currency }) {
    if (navigator.userActivation && !navigator.userActivation.isActive) throw new DOMException('no click', 'NotAllowedError');
    if (!/^\d+(\.\d+)?$/.test(amount) || !/^[A-Z]{3}$/.test(currency)) throw new TypeError(`no sum: ${amount} ${currency}`);
    const dialog = document.createElement('dialog');
    dialog.style.cssText = 'font: 14px system-ui; padding: 12px; border: 1px solid; border-radius: 8px';
    const title = document.createElement('p');
    title.style.cssText = 'margin: 0 0 8px; font-weight: 600';
    title.textContent = `${wallet}: ${label}, ${currency} ${amount}`;
    dialog.append(title);
    return {
      choose: () => new Promise((resolve) => {
        for (const [name, end] of Object.entries(ENDS)) {
          const button = document.createElement('button');
          button.type = 'button';
          button.textContent = name;
          button.dataset.end = end || 'close';
          button.onclick = () => dialog.close(end);
          dialog.append(button, ' ');
        }
        dialog.onclose = () => {
          dialog.remove();
          resolve(dialog.returnValue && `${dialog.returnValue}-${crypto.getRandomValues(new Uint32Array(2)).join('')}`);
        };
        document.body.append(dialog);
        dialog.showModal();
      }),
    };
  }

  class ApplePaySession {
    static STATUS_SUCCESS = 0;
    static canMakePayments = () => true;
    static supportsVersion = (version) => version <= 3;

    constructor(version, { countryCode, currencyCode, supportedNetworks, merchantCapabilities, total }) {
      if (!countryCode || !supportedNetworks.length || !merchantCapabilities.includes('supports3DS')) throw new TypeError('not a payment request');
      this.sheet = sheet('Apple Pay', { ...total, currency: currencyCode });
    }

    begin() {
      setTimeout(() => this.onvalidatemerchant({ validationURL: 'https://apple-pay-gateway.apple.com/paymentservices/paymentSession' }));
    }

    async completeMerchantValidation({ domainName, merchantSessionIdentifier }) {
      const token = merchantSessionIdentifier && domainName === location.hostname && await this.sheet.choose();
      if (token) this.onpaymentauthorized({ payment: { token: { paymentData: { data: token, version: 'EC_v1' } } } });
      else this.oncancel();
    }

    completePayment({ status }) {
      if (status !== ApplePaySession.STATUS_SUCCESS) throw new TypeError(`status ${status}`);
    }

    abort() {}
  }

  class PaymentRequest {
    constructor([{ supportedMethods, data }], { total }) {
      if (supportedMethods !== 'https://google.com/pay' || !data.allowedPaymentMethods[0].tokenizationSpecification) throw new TypeError('not Google Pay');
      this.order = { label: total.label, amount: total.amount.value, currency: total.amount.currency };
    }

    async canMakePayment() {
      return true;
    }

    async show() {
      const token = await sheet('Google Pay', this.order).choose();
      if (!token) throw new DOMException('closed', 'AbortError');
      return { details: { paymentMethodData: { tokenizationData: { token } } }, complete: async () => {} };
    }
  }

  Object.assign(window, { ApplePaySession, PaymentRequest });
})();
