// Tells the bank about this browser, then returns to where the payment goes on.
const page = document.documentElement.dataset;

fetch('/v1/3ds/ddc', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    dataId: page.id,
    token: page.token,
    browser: {
      browserJavaEnabled: typeof navigator.javaEnabled === 'function' && navigator.javaEnabled(),
      browserJavascriptEnabled: true,
      browserLanguage: navigator.language,
      browserColorDepth: screen.colorDepth,
      browserScreenHeight: screen.height,
      browserScreenWidth: screen.width,
      browserTZ: new Date().getTimezoneOffset(),
      browserUserAgent: navigator.userAgent,
    },
  }),
})
  .then((response) => response.json())
  .then((answer) => {
    const target = answer.return_url && new URL(answer.return_url);
    if (target && (target.protocol === 'https:' || target.protocol === 'http:')) location.replace(target.href);
  })
  // Without an answer the page stays: the gateway goes on without device data after its deadline.
  .catch(() => {});
