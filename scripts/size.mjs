// npm run size: bytes of everything a card payment loads in English, file by file.

import { buildAll } from './build/all.mjs';
import { measureCardPayment, sizeTable } from './card_payment_size.mjs';
import { main } from './failure.mjs';

await main(async () => {
  await buildAll();
  console.log(`\n${sizeTable(measureCardPayment())}`);
});
