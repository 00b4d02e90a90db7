import { note } from './notice';
import type { Address, BillingDetails, FormOptions } from './protocol';
import type { AddressFields, BillingDetailsInput, BillingFields, ElementType, PaymentElementOptions } from './types';

/** Takes the known members, each a string or null: nothing that a port could not carry goes further. */
function readTexts<K extends string>(given: object, names: string): Record<K, string | null> {
  const texts: Record<string, string | null> = {};
  for (const name of names.split(' ')) {
    const value = (given as Record<string, unknown>)[name];
    texts[name] = typeof value == 'string' ? value : null;
  }
  return texts as Record<K, string | null>;
}

/** Reads billing details as a merchant gives them. */
export function readBillingDetails(details?: BillingDetailsInput): BillingDetails {
  const given: BillingDetailsInput = Object(details);
  const { address } = given;
  note('billing_details', given);
  return {
    ...readTexts<'name' | 'email' | 'phone'>(given, 'name email phone'),
    address: address ? readTexts<keyof Address>(address, 'city country line1 line2 postal_code state') : null,
  };
}

/** Reads an element's options. */
export function readFormOptions(given: PaymentElementOptions | undefined, type: ElementType): FormOptions {
  const options: PaymentElementOptions = Object(given);
  note('create', options);
  const { fields, defaultValues, readOnly, ...others } = options;
  const { name, address }: BillingFields = Object(fields?.billingDetails);
  const { country, postalCode }: AddressFields = Object(address);
  return {
    askName: name == 'always',
    askCountry: country == 'always',
    askPostalCode: postalCode == 'always',
    readOnly: !!readOnly,
    billingDetails: readBillingDetails(defaultValues?.billingDetails),
    type,
    // As given, as far as a port can carry it: the engine reads them with patience.
    ...JSON.parse(JSON.stringify(others)),
  };
}

/**
 * The room that a form has until it says how much it needs, as CSS. It is what `www/frame/appearance/form.css` makes of so many
 * rows at its usual text size (label, field and gap: 85px), so that nothing moves when the form comes.
 */
export function firstHeight({ askName, askCountry, askPostalCode }: FormOptions): string {
  return 85 * (2 + +askName + +(askCountry || askPostalCode)) - 8 + 'px';
}
