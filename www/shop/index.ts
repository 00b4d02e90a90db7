import { Cart } from './cart';
import { Checkout, type Wanted } from './checkout';
import { openDeveloperPanel } from './developer_panel';
import { loadCatalogue, loadConfig, MerchantError } from './merchant';
import { byId } from './page';
import { loadSdk } from './sdk_script';
import { readSettings } from './settings';

/** How long the basket must rest before an order is made of it: each click on + would make one else. */
const REST_MS = 300;

async function open(): Promise<void> {
  const [config, { currencies, products }] = await Promise.all([loadConfig(), loadCatalogue()]);
  const loadingSdk = loadSdk(config.sdk);
  let checkout: Checkout | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  const renewSoon = (): void => {
    show();
    if (!checkout) return;
    checkout.invalidate();
    clearTimeout(resting);
    resting = setTimeout(() => void checkout?.renew(), REST_MS);
  };
  const cart = new Cart(products, renewSoon);
  const show = (): void => {
    cart.showPrices(readSettings().currency);
    byId('items-amount', HTMLElement).textContent = String(cart.pieces);
    byId('override-note', HTMLElement).hidden = readSettings().amount === '';
    const passesServer = readSettings().gateway === 'payment_options';
    byId('saq-d-note', HTMLElement).hidden = !passesServer;
    byId('details-note', HTMLElement).textContent = passesServer
      ? "Your payment details go through the shop's server to the payment provider, and are not kept."
      : 'Your payment details go straight to the payment provider.';
  };
  const wanted = (): Wanted => {
    const settings = readSettings();
    const { gateway, currency, three_d_secure, capture, wire, codes, methods, amount, customer } = settings;
    const override = amount ? { amount: Number(amount) } : {};
    const payment_method_types = methods.split(',').filter(Boolean);
    const known = customer && { customer, save_card: settings.save_card === 'yes', require_cvc: settings.require_cvc === 'yes' };
    const request = { gateway, items: cart.items, currency, three_d_secure, capture, wire, codes, payment_method_types, ...override, ...known };
    return { request, settings };
  };
  const controls = ['basket-controls', 'customer-controls', 'settings-controls', 'method-controls'].map((id) => byId(id, HTMLFieldSetElement));
  openDeveloperPanel(config, currencies, renewSoon);
  show();
  const lock = (locked: boolean): void => controls.forEach((each) => (each.disabled = locked));
  checkout = new Checkout(config, await loadingSdk, wanted, lock);
  await checkout.begin();
}

open().catch((error: unknown) => {
  byId('payment-status', HTMLElement).textContent = '';
  byId('payment-error', HTMLElement).textContent =
    error instanceof MerchantError ? error.message : 'The checkout could not be opened. Reload the page to try again.';
  if (!(error instanceof MerchantError)) throw error;
});
