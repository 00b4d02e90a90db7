// npm run pictures: every screen as a picture, in `pictures/` with an index page. Words behind `--` choose screens
// whose names contain them.

import { buildAll } from './build/all.mjs';
import { run } from './command.mjs';
import { main, say } from './failure.mjs';
import { inRoot } from './paths.mjs';

await main(async () => {
  process.chdir(inRoot());
  await buildAll();
  say('Taking pictures of every screen');
  await run('cargo', ['test', '-q', '-p', 'tillkit-e2e', '--locked', '--', '--ignored', '--exact', 'pictures::every_screen'], {
    env: { TILLKIT_BROWSER: 'chromium', TILLKIT_PICTURES: process.argv.slice(2).join(' ') },
  });
  say(`Open ${inRoot('pictures', 'index.html')}`);
});
