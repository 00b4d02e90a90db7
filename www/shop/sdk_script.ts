import type { TillkitConstructor } from '../sdk/types';
import { MerchantError } from './merchant';

let loading: Promise<TillkitConstructor> | undefined;

/** Loads the payment provider's script once. */
export function loadSdk(address: string): Promise<TillkitConstructor> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    const refuse = (): void => reject(new MerchantError(`The payment form's script did not load from ${address}.`));
    script.onload = () => {
      // A script that loaded may still have failed.
      const { Tillkit } = window as { Tillkit?: TillkitConstructor };
      if (Tillkit) resolve(Tillkit);
      else refuse();
    };
    script.onerror = refuse;
    document.head.append(script);
  });
  return loading;
}
