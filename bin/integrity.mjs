import { createHash } from 'node:crypto';

/** The value of an `integrity` attribute: `sha384-…`, or by another algorithm that browsers know. */
export function integrityOf(content, algorithm = 'sha384') {
  return `${algorithm}-${createHash(algorithm).update(content).digest('base64')}`;
}
