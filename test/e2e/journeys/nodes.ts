/** A node is drained before its machine is looked after, and takes work again afterwards. */
import { beforeAll, expect, test } from 'vitest';
import type { ConsoleWorld } from '../../support/console-world.ts';
import { until } from '../../support/until.ts';

export function nodeJourney(given: () => ConsoleWorld): void {
  let world: ConsoleWorld;
  beforeAll(() => {
    world = given();
  });

  test('a drained node finishes what it has and takes nothing new', async () => {
    const slow = { flow: 'export_orders', platform: 'temu' };
    const params = { date: '2026-11-25', menu: 'more', seconds: 3 };
    const { run: has } = await world.api.submit({ ...slow, shopId: '1013', params });
    const isIn = (id: string, state: string) => async () => (await world.api.run(id)).state === state;
    await until('a running run', isIn(has.id, 'running'), 20_000);

    const { page, faults } = await world.newPage();
    await page.goto('/nodes');
    const row = page.locator('[data-row]');
    await row.getByRole('button', { name: '排空', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('正在跑的 1 条任务继续跑完').waitFor();
    await dialog.getByRole('button', { name: '排空', exact: true }).click();
    await row.getByText('排空中').waitFor();
    const [node] = (await world.api.nodes()).items;
    expect(node).toMatchObject({ state: 'draining', draining: true });

    const { run: next } = await world.api.submit({
      ...slow,
      shopId: '1014',
      params: { ...params, seconds: 0.1 },
    });
    await until('the end of what it had', isIn(has.id, 'succeeded'), 20_000);
    await row.getByText('0 / 5', { exact: true }).waitFor();
    expect(await world.api.run(next.id)).toMatchObject({ startedAt: null });
    // Who waits is told why.
    await page.getByText('没有执行节点连接着').or(page.getByText('1 个节点正在排空。')).first().waitFor();

    await row.getByRole('button', { name: '恢复接活' }).click();
    await row.getByText('在线', { exact: true }).waitFor();
    await until('the run that waited', isIn(next.id, 'succeeded'), 20_000);
    expect((await world.api.nodes()).items[0]).toMatchObject({ state: 'connected', draining: false });
    expect(faults).toEqual([]);
    await page.context().close();
  });
}
