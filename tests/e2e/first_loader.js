// A loader of protocol version 1 as the first release had it, written out: what it says, and no member more. Frames of
// version 1 have to serve it for ever. `arguments`: the folder of the assets, the API's base, a client secret.

const [base, apiBase, clientSecret] = arguments;
const assets = new URL(base).origin;
const { port1: port, port2: far } = new MessageChannel();
const frame = Object.assign(document.createElement('iframe'), {
  name: 'tillkit-frame-1',
  src: `${base}frame.html#origin=${encodeURIComponent(location.origin)}`,
});

window.heard = [];
window.say = (message) => port.postMessage(message);
port.onmessage = ({ data }) => {
  heard.push(data);
  if (data.resize) frame.style.height = `${data.resize.height}px`;
};
addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== assets || data.tillkit !== 'hello' || data.version !== 1) return;
  source.postMessage({ tillkit: 'connect', version: 1 }, assets, [far]);
});

const billingDetails = { name: null, email: null, phone: null, address: null };
say({
  init: {
    key: 'pk_test_sandbox',
    clientSecret,
    dialect: 'wooshpay',
    apiBase,
    returnPage: `${base}return.html`,
    challenge: { display: 'modal', windowSize: null, timeoutMs: null },
    locale: 'en',
    form: { askName: false, askCountry: false, askPostalCode: false, readOnly: false, billingDetails },
  },
});
document.querySelector('#checkout').append(frame);
