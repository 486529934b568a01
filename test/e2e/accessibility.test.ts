/** Nobody is kept out: no serious violation of WCAG 2.2 AA on any page, in both themes, on a desk and on a phone. */
// needs: chromium
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { pagesToSee } from '../support/console-pages.ts';
import { ConsoleWorld } from '../support/console-world.ts';
import { furnishHerd } from '../support/furnished-herd.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
  await furnishHerd(world);
}, 300_000);
afterAll(() => world.close());

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  test.each(pagesToSee)('$name', async ({ path, shows, signedOut = false }) => {
    for (const width of [1440, 390]) {
      const { page, faults } = await world.newPage({ theme, width, signedOut });
      await page.goto(await path(world));
      await page.waitForSelector(shows ?? 'h1, h2');
      // The network never rests: the live feed stays open.
      await page.locator('#page [aria-busy=true]').first().waitFor({ state: 'detached' });
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(faults).toEqual([]);
      await page.context().close();
    }
  });
});
