// npm run build: everything that is served, into `dist`.

import { buildAll } from './build/all.mjs';
import { main } from './failure.mjs';

await main(buildAll);
