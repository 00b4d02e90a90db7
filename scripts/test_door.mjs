// node scripts/test_door.mjs: what `tests/e2e/supervision.rs` serves, when it is run without `npm test`.

import { buildAll } from './build/all.mjs';
import { buildWithTestDoor } from './build/test_door.mjs';
import { main } from './failure.mjs';

await main(async () => {
  await buildAll();
  await buildWithTestDoor();
});
