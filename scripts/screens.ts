/**
 * `npm run screens [PAGE…]`: screenshots of every page of the console, at 1440 and 390 px, in both languages and themes, from a
 * real server with real runs, into `screens/` (which git ignores).
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pagesToSee } from '../test/support/console-pages.ts';
import { ConsoleWorld } from '../test/support/console-world.ts';
import { furnishHerd } from '../test/support/furnished-herd.ts';
import { buildConsole, consoleIsBuilt } from './web/build-console.ts';

const folder = 'screens';
const asked = process.argv.slice(2);
const pages = pagesToSee.filter(({ name }) => asked.length === 0 || asked.includes(name));
/** Until what was just drawn stands still, ms. */
const restMs = 700;

if (!consoleIsBuilt()) buildConsole();
mkdirSync(folder, { recursive: true });
const world = await ConsoleWorld.open();
try {
  await furnishHerd(world);
  for (const { name, path, shows, signedOut = false } of pages) {
    const address = await path(world);
    for (const [width, height] of [
      [1440, 1000],
      [390, 844],
    ] as const) {
      for (const language of ['zh', 'en'] as const) {
        for (const theme of ['light', 'dark'] as const) {
          const { page, faults } = await world.newPage({ width, height, language, theme, signedOut });
          await page.goto(address);
          await page.waitForSelector(shows ?? 'h1, h2');
          await page.waitForTimeout(restMs);
          const file = join(folder, `${name}-${width}-${language}-${theme}.png`);
          await page.screenshot({ path: file });
          console.log(file, ...faults);
          await page.context().close();
        }
      }
    }
  }
} finally {
  await world.close();
}
