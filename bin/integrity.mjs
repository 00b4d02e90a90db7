import { createHash } from 'node:crypto';

/** The value of an `integrity` attribute: `sha384-…`. */
export function integrityOf(content) {
  return `sha384-${createHash('sha384').update(content).digest('base64')}`;
}
