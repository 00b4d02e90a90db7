// npm test: every check there is. `--fast` leaves out whatever needs a browser, `--full` simulates more
// and pays with every payment method in every way.

import { parseArgs } from 'node:util';
import { Failure, main } from './failure.mjs';
import { inRoot } from './paths.mjs';
import { runStages } from './test/run_stages.mjs';
import { browserFreeStages, browserStages } from './test/stages.mjs';

/** Seeds that the simulation of the payment flow runs through. */
const SEEDS = { fast: 2_000, usual: 20_000, full: 200_000 };

function readOptions() {
  try {
    const { values } = parseArgs({ options: { fast: { type: 'boolean' }, full: { type: 'boolean' } } });
    if (values.fast && values.full) throw new Error('--fast and --full exclude each other');
    return values;
  } catch (error) {
    throw new Failure(`${error.message}\nUsage: npm test [-- --fast | --full]`);
  }
}

await main(async () => {
  const { fast, full } = readOptions();
  process.chdir(inRoot());
  const seeds = fast ? SEEDS.fast : full ? SEEDS.full : SEEDS.usual;
  const stages = browserFreeStages({ seeds });
  await runStages(fast ? stages : [...stages, ...browserStages({ full })]);
});
