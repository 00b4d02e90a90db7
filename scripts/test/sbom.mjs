// Whether dist/sbom.json is what it says it is: CycloneDX, by the standard's own JSON schema.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.mjs';
import { DIST } from '../paths.mjs';

/** Answers how many components were found in it. */
export async function checkSbom() {
  // Imported here and not above: the package may only just have been installed.
  const { Validation } = await import('@cyclonedx/cyclonedx-library');
  const text = readFileSync(join(DIST, 'sbom.json'), 'utf8');
  const { specVersion, components } = JSON.parse(text);
  const error = await new Validation.JsonStrictValidator(specVersion).validate(text);
  if (error) throw new Failure(`dist/sbom.json is not valid CycloneDX ${specVersion}: ${JSON.stringify(error, null, 2)}`);
  return { passed: components.length, failed: 0 };
}
