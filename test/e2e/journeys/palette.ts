/** ⌘K finds a run by its number and a shop by its name. */
import { beforeAll, expect, test } from 'vitest';
import type { ConsoleWorld } from '../../support/console-world.ts';

export function paletteJourney(given: () => ConsoleWorld): void {
  let world: ConsoleWorld;
  beforeAll(() => {
    world = given();
  });

  test('a run and a shop are found while one types, and opened by Enter', async () => {
    const [run] = (await world.api.runs({ flow: 'export_orders', limit: 1 })).items;
    const id = run?.id ?? '';
    const { page, faults } = await world.newPage();
    await page.goto('/');
    await page.getByRole('heading', { name: '总览', exact: true }).waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await page.keyboard.type(id);
    await page.getByRole('option', { selected: true }).getByText(id).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/runs/${id}`);
    const { runs } = await world.api.search(id);
    expect(runs.map((found) => found.id)).toEqual([id]);
    // It closes before it is opened again: focus goes back to where it was first.
    await page.getByRole('dialog').waitFor({ state: 'hidden' });

    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await page.keyboard.type('南风茶事');
    await page.getByRole('option', { selected: true }).getByText('南风茶事').first().waitFor();
    const [shop] = (await world.api.search('南风茶事')).shops;
    const key = `${shop?.platform ?? ''}:${shop?.id ?? ''}`;
    await page.getByRole('option', { selected: true }).getByText(key, { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/runs?shop=${key}`);
    const { total } = await world.api.runStats({ shop: key });
    await page.getByText(`${total} 条`, { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });
}
