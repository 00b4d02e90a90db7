// Apple Pay's and Google Pay's payment sheets. A script of its own, because no card payment needs it: `extras.ts` loads it
// when an intent lists one of them and the browser knows how to ask for it.

/** `wallets.json`, beside the frame: what the provider has agreed with Apple and Google. Without it, there are no sheets. */
export interface Wallets {
  /** What the sheets call whoever is paid. */
  merchantName?: string;
  /** Where the payment is processed: two capital letters. */
  countryCode?: string;
  applePay?: {
    /**
     * An https address of the provider's. It gets a POST of `{"validationUrl", "domain"}` in JSON and answers with the
     * merchant session that it asked Apple for, as Apple gave it.
     */
    merchantSessionUrl: string;
    /** In Apple's names; `amex`, `masterCard` and `visa` unless said otherwise. */
    supportedNetworks?: string[];
  };
  googlePay?: {
    /** The provider's gateway, as Google knows it. */
    gateway: string;
    gatewayMerchantId: string;
    /** Google's id of the merchant: asked for in production. */
    merchantId?: string;
    environment: 'TEST' | 'PRODUCTION';
    /** In Google's names; `AMEX`, `MASTERCARD` and `VISA` unless said otherwise. */
    allowedCardNetworks?: string[];
  };
}

/** A sum to pay: major units in decimal digits, and a currency in capital letters. */
interface Sum {
  amount: string;
  currency: string;
}

/** Opens a sheet: a token, or null when the customer closed it or nothing came of it. */
type Open = () => Promise<string | null>;

/** Makes what opens the sheets of `kinds` for a sum: the ones that this browser has, and that the provider is set up for. */
export type FindSheets = (base: string, kinds: string[], sum: Sum) => Promise<Sheets | null>;

// What of Apple's interface is used here; TypeScript does not have it.
interface AppleSession {
  onvalidatemerchant: (event: { validationURL: string }) => void;
  onpaymentauthorized: (event: { payment: { token: { paymentData: unknown } } }) => void;
  oncancel: () => void;
  begin(): void;
  abort(): void;
  completeMerchantValidation(session: unknown): void;
  completePayment(result: { status: number }): void;
}
declare const ApplePaySession: {
  new (version: number, request: object): AppleSession;
  canMakePayments(): boolean;
  supportsVersion(version: number): boolean;
  STATUS_SUCCESS: number;
};

const APPLE_PAY_VERSION = 3;

/** The sheets that this browser can open for one order. */
export class Sheets {
  /** Type strings, with spaces between. */
  readonly kinds: string;

  constructor(private readonly sheets: Map<string, Open>) {
    this.kinds = [...sheets.keys()].join(' ');
  }

  /** Opens one. To be called in a click's own listener. Never fails: nobody paid then, and the button is still there. */
  async open(kind: string): Promise<string | null> {
    try {
      return (await this.sheets.get(kind)?.()) ?? null;
    } catch {
      return null;
    }
  }
}

/** Settings that can't work are the provider's mistake. */
function need(name: string, settings: Record<string, unknown>, texts: string[]): boolean {
  const missing = texts.filter((text) => !settings[text] || typeof settings[text] !== 'string');
  if (missing.length > 0) console.warn(`Tillkit: ${name} of wallets.json has no ${missing.join(', ')}: it is not offered`);
  return missing.length === 0;
}

function applePay({ applePay: settings, merchantName: label = location.hostname, countryCode = 'US' }: Wallets, { amount, currency }: Sum): Open | null {
  if (!settings || !need('applePay', settings, ['merchantSessionUrl'])) return null;
  if (!ApplePaySession.supportsVersion(APPLE_PAY_VERSION) || !ApplePaySession.canMakePayments()) return null;
  const request = {
    countryCode,
    currencyCode: currency,
    merchantCapabilities: ['supports3DS'],
    supportedNetworks: settings.supportedNetworks ?? ['amex', 'masterCard', 'visa'],
    total: { type: 'final', label, amount },
  };
  return () => new Promise((resolve) => {
    const session = new ApplePaySession(APPLE_PAY_VERSION, request);
    const validate = async (validationUrl: string): Promise<void> => {
      const body = JSON.stringify({ validationUrl, domain: location.hostname });
      const response = await fetch(settings.merchantSessionUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      if (!response.ok) throw new Error(`${settings.merchantSessionUrl} answered with status ${response.status}`);
      session.completeMerchantValidation(await response.json());
    };
    session.onvalidatemerchant = ({ validationURL }) => {
      validate(validationURL).catch((reason) => {
        console.warn(`Tillkit: no merchant session for Apple Pay: ${String(reason)}`);
        session.abort();
        resolve(null);
      });
    };
    session.onpaymentauthorized = ({ payment }) => {
      // Success of the sheet, which waits no longer than 30 s: the form says how the payment ends.
      session.completePayment({ status: ApplePaySession.STATUS_SUCCESS });
      resolve(JSON.stringify(payment.token.paymentData));
    };
    session.oncancel = () => resolve(null);
    session.begin();
  });
}

async function googlePay({ googlePay: settings, merchantName: label = location.hostname, countryCode = 'US' }: Wallets, { amount, currency }: Sum): Promise<Open | null> {
  if (!settings || !need('googlePay', settings, ['gateway', 'gatewayMerchantId', 'environment'])) return null;
  const { gateway, gatewayMerchantId, merchantId, environment, allowedCardNetworks = ['AMEX', 'MASTERCARD', 'VISA'] } = settings;
  const data = {
    environment,
    apiVersion: 2,
    apiVersionMinor: 0,
    merchantInfo: { merchantId, merchantName: label },
    allowedPaymentMethods: [{
      type: 'CARD',
      parameters: { allowedAuthMethods: ['PAN_ONLY', 'CRYPTOGRAM_3DS'], allowedCardNetworks },
      tokenizationSpecification: { type: 'PAYMENT_GATEWAY', parameters: { gateway, gatewayMerchantId } },
    }],
    transactionInfo: { countryCode, currencyCode: currency, totalPriceStatus: 'FINAL', totalPrice: amount },
  };
  // One for each time it is shown.
  const request = (): PaymentRequest => new PaymentRequest(
    [{ supportedMethods: 'https://google.com/pay', data }],
    { total: { label, amount: { currency, value: amount } } },
  );
  if (!(await request().canMakePayment())) return null;
  return async () => {
    const response = await request().show();
    const token = response.details?.paymentMethodData?.tokenizationData?.token;
    // The form says how the payment ends.
    await response.complete('unknown');
    return typeof token === 'string' ? token : null;
  };
}

const find: FindSheets = async (base, kinds, sum) => {
  const wallets: Wallets = await (await fetch(`${base}wallets.json`)).json();
  const sheets = new Map<string, Open>();
  for (const kind of kinds) {
    try {
      const open = kind === 'apple_pay' ? applePay(wallets, sum) : await googlePay(wallets, sum);
      if (open) sheets.set(kind, open);
    } catch {
      // A browser that can't be asked has none.
    }
  }
  return sheets.size > 0 ? new Sheets(sheets) : null;
};

export default find;
