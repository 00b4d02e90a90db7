import type { Money } from './session';

/** An amount as people write it, in the language of the browser. */
export function formatMoney({ decimal, currency, fractionDigits }: Money): string {
  const format = new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency,
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  });
  return format.format(Number(decimal));
}
