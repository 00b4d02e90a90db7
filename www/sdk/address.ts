import { check } from './error';

/**
 * Whether an address may be opened, in the page or in a frame: `https:`, or `http:` on this machine. Whatever
 * the gateway says, nothing else is.
 */
export function isOpenable(address: unknown): boolean {
  try {
    const { protocol, hostname } = new URL(address as string);
    return protocol == 'https:'
      || (protocol == 'http:' && /^((.+\.)?localhost|127[.\d]+|\[::1])$/.test(hostname));
  } catch {
    return false;
  }
}

/** Takes the whole page to `address`. */
export function navigate(address: string): void {
  if (isOpenable(address)) location.assign(address);
  else console.error('Tillkit: refused to open what is not https');
}

/**
 * Reads an absolute `http:` or `https:` URL from an option, and gives its origin and path without the last slash.
 *
 * @throws TillkitError `invalid_option`, `insecure_address`
 */
export function readAddress(value: unknown, param: string): string {
  let address: string | undefined;
  try {
    const { protocol, origin, pathname } = new URL(value as string);
    if (/^https?:$/.test(protocol)) address = (origin + pathname).replace(/\/+$/, '');
  } catch {
    // Refused below, as any other scheme is.
  }
  check(address, 'invalid_option', param + ' must be an absolute http(s) URL', param);
  check(isOpenable(address) || location.protocol == 'http:', 'insecure_address', param + ' must be https', param);
  return address;
}
