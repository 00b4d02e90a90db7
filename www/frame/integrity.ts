import { LoadError } from './load_error';

/**
 * Whether bytes have this hash. Where the browser does not hash, which is in a page that came over plain http,
 * anything is: there the very script that asks could have been changed on the way.
 *
 * @param integrity as in an `integrity` attribute: `sha384-` and the hash in base64, or its beginning
 */
export async function isIntact(bytes: ArrayBuffer, integrity: string): Promise<boolean> {
  const { subtle } = crypto;
  if (!subtle) return true;
  const hash = new Uint8Array(await subtle.digest('SHA-384', bytes));
  return `sha384-${btoa(String.fromCharCode(...hash))}`.startsWith(integrity);
}

/** What to say of a file that is not intact. The next attempt goes past a damaged copy in a cache. */
export function mismatch(url: string, integrity: string): LoadError {
  return new LoadError('integrity_mismatch', 'provider',
    `${url} is not the file of this release (it is not ${integrity}): serve the files as they were built.`, true);
}
