// `tillkit/testing`: where the parts of a payment are in the page, for the tests of shops that use Tillkit. These
// names are part of the public surface and follow its versions.

/** The frame that holds the form, unless `isolation` is 'inline': then the form is in an open shadow root. */
export const FRAME_SELECTOR = 'iframe[name^="tillkit-frame-"]';

/** The form's fields, within that frame or shadow root. `name`, `country` and `postalCode` only where asked for. */
export const FIELD_SELECTORS = {
  number: '#tk-number',
  expiry: '#tk-expiry',
  securityCode: '#tk-cvc',
  name: '#tk-name',
  country: '#tk-country',
  postalCode: '#tk-postal-code',
} as const;

/** A bank's challenge: a dialog in an open shadow root at the end of `<body>`. */
export const CHALLENGE_SELECTORS = {
  /** Our frame in the dialog. */
  surface: 'dialog[open] iframe',
  /** The bank's frame in that one. */
  page: 'iframe',
  /** The button that gives the challenge up. */
  close: 'dialog[open] button',
} as const;

/** The name of a field. */
export type FieldName = keyof typeof FIELD_SELECTORS;

/** What of Playwright's `Page` and `FrameLocator` is used here. */
export interface Scope<L> {
  locator(selector: string): L;
  frameLocator(selector: string): Scope<L>;
}

/** A card to type. */
export interface CardInput {
  number: string;
  /** @default '12 / 34' */
  expiry?: string;
  /** @default '123', or '1234' for a number that begins with 3 */
  securityCode?: string;
}

/**
 * Playwright: the form's fields.
 *
 * @param options `inline: true` where the form is in the page itself
 *
 * @example await paymentFields(page).number.fill('4242 4242 4242 4242');
 */
export function paymentFields<L>(page: Scope<L>, { inline = false } = {}): Record<FieldName, L> {
  const scope = inline ? page : page.frameLocator(FRAME_SELECTOR);
  const entries = Object.entries(FIELD_SELECTORS).map(([name, selector]) => [name, scope.locator(selector)]);
  return Object.fromEntries(entries) as Record<FieldName, L>;
}

/**
 * Playwright: types a card, waiting for the form as Playwright waits for every element.
 *
 * @example await fillCard(page, { number: '4242 4242 4242 4242' });
 */
export async function fillCard(
  page: Scope<{ fill(text: string): Promise<unknown> }>,
  { number, expiry = '12 / 34', securityCode = number.startsWith('3') ? '1234' : '123' }: CardInput,
  options?: { inline?: boolean },
): Promise<void> {
  const fields = paymentFields(page, options);
  await fields.number.fill(number);
  await fields.expiry.fill(expiry);
  await fields.securityCode.fill(securityCode);
}

/**
 * Playwright: the bank's page of an open challenge.
 *
 * @example await challengePage(page).getByRole('button', { name: 'Approve' }).click();
 */
export function challengePage<S extends { frameLocator(selector: string): S }>(page: { frameLocator(selector: string): S }): S {
  return page.frameLocator(CHALLENGE_SELECTORS.surface).frameLocator(CHALLENGE_SELECTORS.page);
}
