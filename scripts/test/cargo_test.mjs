// Runs a command that prints cargo's test results, and counts them.

import { run } from '../command.mjs';
import { Failure } from '../failure.mjs';

const RESULT = /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed;/;

/** Terminal colours. */
const COLOURS = /\u001b\[[0-9;]*m/g;

/** Runs it, passes its output through, and answers `{passed, failed}` over all its test programs. */
export async function countTests(program, args, { env } = {}) {
  const counts = { passed: 0, failed: 0 };
  const colours = process.stdout.isTTY ? { CARGO_TERM_COLOR: 'always' } : {};
  const onLine = (line) => {
    const result = RESULT.exec(line.replaceAll(COLOURS, '').trim());
    if (!result) return;
    counts.passed += Number(result[1]);
    counts.failed += Number(result[2]);
  };
  await run(program, args, { env: { ...colours, ...env }, onLine });
  if (counts.failed > 0) throw new Failure(`${counts.failed} tests failed.`);
  return counts;
}
