/**
 * `npm run screens [PAGE…]`: screenshots of every page of the console, at 1440 and 390 px, in both languages and themes, from a
 * real server with real runs, into `screens/` (which git ignores).
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pagesToSee } from '../test/support/console-pages.ts';
import { ConsoleWorld, type PageLook } from '../test/support/console-world.ts';
import { furnishHerd } from '../test/support/furnished-herd.ts';
import { buildConsole, consoleIsBuilt } from './web/build-console.ts';

const folder = 'screens';
const asked = process.argv.slice(2);
const pages = pagesToSee.filter(({ name }) => asked.length === 0 || asked.includes(name));
/** Until what was just drawn stands still, ms. */
const restMs = 700;
const widths = [
  [1440, 1000],
  [390, 844],
] as const;

if (!consoleIsBuilt()) buildConsole();
mkdirSync(folder, { recursive: true });
const world = await ConsoleWorld.open();
try {
  await furnishHerd(world);
  await Promise.all(
    widths.flatMap(([width, height]) =>
      (['zh', 'en'] as const).map((language) => pictures({ width, height, language, theme: 'system' })),
    ),
  );
} finally {
  await world.close();
}

/** Every page in both themes, in one tab; those for who is not signed in in another. */
async function pictures(look: PageLook): Promise<void> {
  const { page, faults } = await world.newPage(look);
  const signedOutPage = await world.newPage({ ...look, signedOut: true });
  for (const seen of pages) {
    const tab = seen.signedOut === true ? signedOutPage.page : page;
    await tab.goto(await seen.path(world));
    await tab.waitForSelector(seen.shows ?? 'h1, h2');
    await tab.waitForTimeout(restMs);
    for (const theme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await tab.locator(`html[data-theme=${theme}]`).waitFor({ state: 'attached' });
      await tab.waitForTimeout(restMs / 2);
      const file = join(folder, `${seen.name}-${look.width ?? 0}-${look.language ?? ''}-${theme}.png`);
      await tab.screenshot({ path: file });
      console.log(file, ...faults.splice(0));
    }
  }
}
