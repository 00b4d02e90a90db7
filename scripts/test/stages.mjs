// The stages of `npm test`, in the order in which they are worth failing.

import { buildAll } from '../build/all.mjs';
import { buildWithTestDoor } from '../build/test_door.mjs';
import { checkBudgets, measureCardPayment, sizeTable } from '../card_payment_size.mjs';
import { run } from '../command.mjs';
import { inRoot } from '../paths.mjs';
import { BROWSER_NAMES, setUpBrowsers } from '../setup/browsers.mjs';
import { setUpGeckodriver, setUpWasmBindgen, setUpWasmPack } from '../setup/cargo_tools.mjs';
import { setUpNodeModules } from '../setup/node_modules.mjs';
import { setUpRust, setUpRustChecks, WASM_TARGET } from '../setup/rust.mjs';
import { testAppearance } from './appearance.mjs';
import { testEndToEnd, testInChromium } from './in_browsers.mjs';
import { countTests } from './cargo_test.mjs';
import { testPackaging } from './packaging.mjs';
import { checkDocs } from './docs.mjs';
import { checkFreshMachine } from './fresh_machine.mjs';
import { checkReproducible } from './reproducible.mjs';
import { checkSbom } from './sbom.mjs';
import { checkScriptInventory } from './script_inventory.mjs';

const DENY_WARNINGS = ['--', '-D', 'warnings'];

/** Everything that runs without a browser; `seeds` is how many worlds the simulation runs through. */
export function browserFreeStages({ seeds }) {
  const env = { TILLKIT_SIM_SEEDS: process.env.TILLKIT_SIM_SEEDS ?? String(seeds) };
  return [
    { name: 'fresh machine', tests: true, run: checkFreshMachine },
    { name: 'setup', run: setUpChecks },
    { name: 'format', run: () => run('cargo', ['fmt', '--all', '--check']) },
    { name: 'types', run: () => run(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit']) },
    { name: 'appearance', tests: true, run: testAppearance },
    { name: 'documentation', tests: true, run: checkDocs },
    { name: 'lint', run: () => run('cargo', ['clippy', '--workspace', '--all-targets', '--locked', ...DENY_WARNINGS]) },
    {
      name: 'lint for wasm',
      run: () => run('cargo', ['clippy', '-p', 'tillkit', '--all-targets', '--all-features', '--target', WASM_TARGET, '--locked', ...DENY_WARNINGS]),
    },
    {
      name: 'native tests',
      tests: true,
      run: () => countTests('cargo', ['test', '--workspace', '--exclude', 'tillkit-e2e', '--locked'], { env }),
    },
  ];
}

/** The build and whatever runs it in browsers; `full` is whether every payment method is paid with in every way. */
export function browserStages({ full }) {
  let browsers = new Map();
  return [
    { name: 'build', run: buildAll },
    { name: 'size', run: checkSize },
    { name: 'script inventory', tests: true, run: checkScriptInventory },
    { name: 'bill of materials', tests: true, run: checkSbom },
    { name: 'built twice', tests: true, run: checkReproducible },
    { name: 'browser setup', run: async () => void (browsers = await setUpForBrowsers()) },
    { name: 'browser tests', tests: true, run: () => inBrowser(browsers, 'chromium', testInChromium) },
    { name: 'packaging', tests: true, run: () => inBrowser(browsers, 'chromium', testPackaging) },
    { name: 'build with the test door', run: buildWithTestDoor },
    ...BROWSER_NAMES.map((name) => ({
      name: `end to end: ${name}`,
      tests: true,
      run: () => inBrowser(browsers, name, (paths) => testEndToEnd(name, paths, { full })),
    })),
  ];
}

async function setUpChecks() {
  await setUpNodeModules();
  await setUpRust();
  await setUpRustChecks();
}

async function setUpForBrowsers() {
  await setUpWasmBindgen();
  await setUpWasmPack();
  await setUpGeckodriver();
  return setUpBrowsers();
}

async function checkSize() {
  const size = measureCardPayment();
  console.log(sizeTable(size));
  checkBudgets(size);
}

async function inBrowser(browsers, name, test) {
  const paths = browsers.get(name);
  return paths ? test(paths) : { skipped: `${name} is missing` };
}
