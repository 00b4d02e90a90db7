import type { Money } from './session';
import { localeOfPage } from './words';

/** An amount as people write it, in the language of the page. */
export function formatMoney({ decimal, currency, fractionDigits }: Money): string {
  const format = new Intl.NumberFormat(localeOfPage(), {
    style: 'currency',
    currency,
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  });
  return format.format(Number(decimal));
}
