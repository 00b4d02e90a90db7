// Runs the stages of a test run in order, stops at the first that fails, and sums up.

import { Failure } from '../failure.mjs';

/**
 * A stage is `{name, tests, run}`. `run` may answer `{passed, failed}`; a stage with `tests: true` that ran no test
 * at all has failed, because it checked nothing. A stage may also answer `{skipped: 'why'}`.
 */
export async function runStages(stages) {
  const rows = [];
  for (const stage of stages) {
    console.log(`\n=== ${stage.name}`);
    const begun = performance.now();
    const row = { name: stage.name, minutes: 0, passed: 0, failed: 0, state: 'ok' };
    rows.push(row);
    try {
      Object.assign(row, await stage.run());
      if (stage.tests && !row.skipped && row.passed === 0) throw new Failure('No test ran in this stage.');
      if (row.skipped) row.state = `SKIPPED: ${row.skipped}`;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      row.state = 'FAILED';
      throw new Failure(`${error.message}\n${table(rows)}\nThe stage "${stage.name}" failed.`);
    } finally {
      row.minutes = (performance.now() - begun) / 60_000;
      console.log(`=== ${stage.name}: ${row.state}, ${row.minutes.toFixed(2)} min`);
    }
  }
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`\n${table(rows)}\n\n${sum('passed')} passed, ${sum('failed')} failed`);
}

function table(rows) {
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  const lines = rows.map(({ name, minutes, passed, state }) =>
    `${name.padEnd(width)}${minutes.toFixed(2).padStart(6)} min ${String(passed || '').padStart(6)}  ${state}`);
  return [`${'stage'.padEnd(width)}${'time'.padStart(10)} ${'tests'.padStart(6)}`, ...lines].join('\n');
}
