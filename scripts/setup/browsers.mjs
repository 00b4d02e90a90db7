// The browsers and drivers that tests use: found where they are, or installed as Debian packages.

import { existsSync, readdirSync } from 'node:fs';
import { isExecutable, output, run, which } from '../command.mjs';
import { Failure, say } from '../failure.mjs';

/**
 * What each browser needs: `find` answers `{browser, driver}` (full paths) or null,
 * `packages` are Debian's, `byHand` is what a person without apt or root installs.
 */
const BROWSERS = {
  chromium: {
    packages: ['chromium', 'chromium-driver'],
    byHand: 'Chrome or Chromium, and the ChromeDriver of the same version on PATH',
    find: () => pair(findChromium(), which('chromedriver')),
  },
  firefox: {
    packages: ['firefox-esr'],
    byHand: 'Firefox (geckodriver is built here)',
    find: () => pair(findFirefox(), which('geckodriver')),
  },
  webkit: {
    packages: ['webkit2gtk-driver', 'xvfb'],
    byHand: 'WebKitGTK with WebKitWebDriver and MiniBrowser, and Xvfb (Linux only)',
    find: () => (which('Xvfb') ? pair(findMiniBrowser(), which('WebKitWebDriver')) : null),
  },
};

/** The names that `setUpBrowsers` knows. */
export const BROWSER_NAMES = Object.keys(BROWSERS);

/**
 * Finds the browsers and installs the missing ones if apt and root are there.
 * Answers a map from each name to `{browser, driver}`; one that can't be had is left out with a loud line,
 * or is a failure when the environment variable CI is set.
 */
export async function setUpBrowsers() {
  const missing = BROWSER_NAMES.filter((name) => !BROWSERS[name].find());
  const packages = missing.map((name) => BROWSERS[name].packages);
  if (process.platform === 'linux' && !hasFonts()) packages.push(['fonts-dejavu-core']);
  if (packages.length > 0) await installPackages(packages);

  const found = new Map();
  for (const name of BROWSER_NAMES) {
    const paths = BROWSERS[name].find();
    if (paths) found.set(name, paths);
    else reportMissing(name);
  }
  return found;
}

function reportMissing(name) {
  const { byHand, packages } = BROWSERS[name];
  const text = `${name} is missing. Install ${byHand}. On Debian: apt-get install ${packages.join(' ')}`;
  if (process.env.CI) throw new Failure(`${text}\nCI is set, so no browser may be skipped.`);
  console.error(`\n!!! SKIPPED: ${text}\n`);
}

/** Installs groups of packages; a group that fails is told by the browser that stays missing. */
async function installPackages(groups) {
  const prefix = asRoot();
  if (!prefix || !which('apt-get')) return;
  const apt = (args) => {
    const [program, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    return run(program, rest);
  };
  say(`Installing Debian packages: ${groups.flat().join(' ')}`);
  await apt(['update']);
  for (const packages of groups) {
    try {
      await apt(['install', '-y', '--no-install-recommends', ...packages]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.error(error.message);
    }
  }
}

/** The command prefix that gives root, or null. */
function asRoot() {
  if (process.getuid?.() === 0) return [];
  return which('sudo') && output('sudo', ['-n', 'true']) !== null ? ['sudo', '-n'] : null;
}

function pair(browser, driver) {
  return browser && driver ? { browser, driver } : null;
}

function findChromium() {
  return (
    ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(which).find(Boolean) ??
    firstExecutable(['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'])
  );
}

function findFirefox() {
  return ['firefox-esr', 'firefox'].map(which).find(Boolean) ?? firstExecutable(['/Applications/Firefox.app/Contents/MacOS/firefox']);
}

/** WebKitGTK's test browser lies in a folder named after the machine and the library's version. */
function findMiniBrowser() {
  const libraries = ['/usr/lib', '/usr/lib64', '/usr/libexec'].filter(existsSync);
  const folders = libraries.flatMap((library) => [library, ...subfolders(library)]);
  const paths = folders.flatMap((folder) => ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'].map((name) => `${folder}/${name}/MiniBrowser`));
  return firstExecutable(paths);
}

function subfolders(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes('-linux-'))
    .map((entry) => `${folder}/${entry.name}`);
}

function firstExecutable(paths) {
  return paths.find(isExecutable) ?? null;
}

/** Headless pages without any font draw nothing, and their text has no size. */
function hasFonts() {
  return ['/usr/share/fonts', '/usr/local/share/fonts'].some(
    (folder) => existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => /\.(ttf|otf|ttc)$/i.test(name)),
  );
}
