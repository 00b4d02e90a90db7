// npm run size: bytes of everything a card payment loads in English, file by file, and of what other methods load besides.

import { buildAll } from './build/all.mjs';
import { extrasTable, measureCardPayment, measureExtras, sizeTable } from './card_payment_size.mjs';
import { main } from './failure.mjs';

await main(async () => {
  await buildAll();
  console.log(`\n${extrasTable(measureExtras())}\n\n${sizeTable(measureCardPayment())}`);
});
