// What the developer panel chooses. It lives in the page's address, so that a link or a reload keeps it.

/** Choices and their defaults, which are left out of the address. */
const DEFAULTS = {
  /** By whose API to pay. */
  gateway: 'wooshpay',
  isolation: 'frame',
  three_d_secure: 'auto',
  challenge: 'modal',
  wire: 'old',
  capture: 'automatic',
  /** Who buys, of the shop's people; empty for a guest. */
  customer: '',
  /** `yes` to save the card for that customer. */
  save_card: '',
  /** `yes` to ask for the security code of saved cards. */
  require_cvc: '',
  currency: 'USD',
  /** Minor units; empty means what the basket costs. */
  amount: '',
  /** How codes and account details are shown. */
  codes: 'hosted',
  /** `sandbox` for a stand-in for payment sheets. */
  wallets: '',
  /** Type strings of the payment methods to offer, with commas between; empty means what the account has. */
  methods: '',
};

export type Settings = typeof DEFAULTS;

/** The settings in the page's address. */
export function readSettings(): Settings {
  const query = new URLSearchParams(location.search);
  const known = Object.entries(DEFAULTS).map(([name, value]) => [name, query.get(name) ?? value]);
  const settings = Object.fromEntries(known) as Settings;
  return { ...settings, currency: settings.currency.toUpperCase() };
}

/** Puts the settings into the page's address. */
export function writeSettings(settings: Settings): void {
  for (const [name, value] of Object.entries(settings)) {
    writeQuery(name, value === DEFAULTS[name as keyof Settings] ? '' : value);
  }
}

/** Sets one parameter of the page's address, or takes it out if it is empty. */
export function writeQuery(name: string, value: string): void {
  const address = new URL(location.href);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  history.replaceState(null, '', address);
}
