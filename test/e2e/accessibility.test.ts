/**
 * Nobody is kept out: no serious violation of WCAG 2.2 AA on any page, in both themes, on a desk and on a phone; and no text is cut off. One page of
 * each width goes through all of them; the dark theme, which differs in colours alone, is looked at for these.
 */
// needs: chromium
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { pagesToSee } from '../support/console-pages.ts';
import { type ConsolePage, ConsoleWorld } from '../support/console-world.ts';
import { cutTexts } from '../support/cut-texts.ts';
import { furnishHerd } from '../support/furnished-herd.ts';
import { smallTargets } from '../support/small-targets.ts';

/** Each width, how large at least what one presses is there, px, and the language: English has the longer words. */
const widths = [
  [1440, 24, 'zh'],
  [390, 44, 'en'],
] as const;

let world: ConsoleWorld;
let signedIn: readonly ConsolePage[];
beforeAll(async () => {
  world = await ConsoleWorld.open();
  await furnishHerd(world);
  signedIn = await opened(false);
}, 300_000);
afterAll(() => world.close());

/** A page of each width, that follows the system's theme. */
function opened(signedOut: boolean): Promise<readonly ConsolePage[]> {
  return Promise.all(
    widths.map(([width, , language]) => world.newPage({ theme: 'system', width, language, signedOut })),
  );
}

/** Turns the page dark or light; resolves when its colours stand still. */
async function inTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.locator(`html[data-theme=${colorScheme}]`).waitFor({ state: 'attached' });
  // What turns for ever is left out; what is cancelled has ended, too.
  await page.evaluate(`Promise.allSettled(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
    .map(({ finished }) => finished))`);
}

test.each(pagesToSee)('$name', async ({ path, shows, signedOut = false }) => {
  const pages = signedOut ? await opened(true) : signedIn;
  const address = await path(world);
  await Promise.all(
    pages.map(async ({ page, faults }, place) => {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.goto(address);
      await page.waitForSelector(shows ?? 'h1, h2');
      // The network never rests: the live feed stays open.
      await page.locator('#page [aria-busy=true]').first().waitFor({ state: 'detached' });
      await inTheme(page, 'light');
      expect(await violationsOf(page)).toEqual([]);
      expect(await cutTexts(page)).toEqual([]);
      expect(await smallTargets(page, widths[place]?.[1] ?? 0)).toEqual([]);
      await inTheme(page, 'dark');
      // What was just drawn in the light takes a moment.
      await expect
        .poll(() => violationsOf(page, 'color-contrast'), { timeout: 5_000, interval: 300 })
        .toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(faults).toEqual([]);
    }),
  );
  if (signedOut) for (const { page } of pages) await page.context().close();
});
