/** What the screen says is what the API says is what the database holds. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, expect, test } from 'vitest';
import type { ConsoleWorld } from '../../support/console-world.ts';
import { until } from '../../support/until.ts';

export function sameFigures(given: () => ConsoleWorld): void {
  let world: ConsoleWorld;
  beforeAll(() => {
    world = given();
  });

  test('the same figures on the screen, in the API and in the database', async () => {
    await until('a herd at rest', async () => (await world.api.overview()).live.running === 0, 30_000, 100);
    const database = new DatabaseSync(join(world.place.dataFolder, 'drover.db'), { readOnly: true });
    const rows = database.prepare('SELECT state, count(*) AS count FROM run GROUP BY state').all();
    const held = Object.fromEntries(rows.map(({ state, count }) => [String(state), Number(count)]));
    const [letters] = database
      .prepare("SELECT count(*) AS count FROM dead_letter WHERE state = 'open'")
      .all();
    database.close();
    const all = Object.values(held).reduce((sum, count) => sum + count, 0);
    const { states, total } = await world.api.runStats({});
    expect(total).toBe(all);
    for (const [state, count] of Object.entries(states))
      expect([state, count]).toEqual([state, held[state] ?? 0]);
    const overview = await world.api.overview();
    // Everything has ended today, since this server was made for the test.
    const { succeeded = 0, failed = 0, cancelled = 0 } = held;
    expect(overview.today).toMatchObject({ succeeded, failed, cancelled });
    expect(overview.deadLetters.open).toBe(Number(letters?.['count']));

    const { page } = await world.newPage();
    await page.goto('/runs');
    const tabs = page.getByRole('navigation', { name: '按状态查看' });
    const grouped = (count: number): string => count.toLocaleString('en-US');
    await page.getByText(`${grouped(all)} 条`, { exact: true }).waitFor();
    for (const [name, state] of [
      ['成功', 'succeeded'],
      ['失败', 'failed'],
      ['已取消', 'cancelled'],
    ] as const) {
      const tab = tabs.getByRole('link', { name: new RegExp(name) });
      expect(await tab.innerText()).toMatch(new RegExp(`${grouped(held[state] ?? 0)}$`));
    }
    await page.goto('/');
    await page
      .getByText(new RegExp(`成功 ${grouped(succeeded)}$`))
      .first()
      .waitFor();
    await page.goto('/dead-letters');
    const open = page.getByRole('navigation', { name: '死信的状态' }).getByRole('link', { name: /待处理/ });
    await open.getByText(grouped(Number(letters?.['count'])), { exact: true }).waitFor();
    await page.context().close();
  });
}
