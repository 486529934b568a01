/** A schedule is made, seen to fire, paused with a note, changed, backfilled, run at once, and deleted. */
import { beforeAll, expect, test } from 'vitest';
import type { ConsoleWorld } from '../../support/console-world.ts';

export function scheduleJourneys(given: () => ConsoleWorld): void {
  let world: ConsoleWorld;
  beforeAll(() => {
    world = given();
  });

  test('a schedule is made by what it says in words, and seen to fire', async () => {
    const { page, faults } = await world.newPage();
    await page.goto('/schedules');
    await page.getByRole('link', { name: '新建调度' }).first().click();
    await page.waitForURL('**/schedules/new');
    await page.getByLabel('名称').fill('导出 每两秒');
    await page.getByRole('combobox', { name: '流程' }).selectOption('export_orders');
    await page.getByLabel('日期').fill('{slot.prevDay}');
    await page.getByLabel(/^菜单/).selectOption({ label: '更多操作' });
    await page.getByLabel(/^用时/).fill('0');
    // What is typed is told in words, with its next fires; what means nothing is told, too.
    const cron = page.getByLabel('cron 表达式');
    await cron.fill('30 9 * * 1-5');
    await page.getByText('星期一至星期五 09:30').waitFor();
    const preview = await world.api.previewSchedule({ cron: '30 9 * * 1-5', count: 10 });
    expect(preview.items).toHaveLength(10);
    const times = await page.getByRole('complementary').locator('time').all();
    expect(await Promise.all(times.map((time) => time.getAttribute('datetime')))).toEqual(
      preview.items.map(({ at }) => at),
    );
    await cron.fill('99 9 * * *');
    await page.getByText(/只能是 0 到 59/).waitFor();
    await page.getByRole('radio', { name: '固定间隔' }).check();
    await page.getByLabel('间隔', { exact: true }).fill('2s');
    await page.getByText('每隔 2 秒').waitFor();
    await page.getByRole('button', { name: '创建调度' }).click();
    await page.waitForURL((url) => decodeURIComponent(url.pathname) === '/schedules/导出 每两秒');

    await page.locator('[data-row]').getByText('成功').first().waitFor();
    const schedule = await world.api.schedule('导出 每两秒');
    expect(schedule).toMatchObject({
      origin: 'stored',
      state: 'active',
      everySeconds: 2,
      flow: 'export_orders',
    });
    const [slot] = schedule.lastSlots.filter(({ result }) => result === 'succeeded');
    const dayBefore = new Date(Date.parse(slot?.at ?? '') + (8 - 24) * 3_600_000).toISOString().slice(0, 10);
    expect(await world.api.run(slot?.runId ?? '')).toMatchObject({
      params: { date: dayBefore, menu: 'more', seconds: 0 },
      ...{ source: 'schedule', scheduleId: '导出 每两秒', slotAt: slot?.at, state: 'succeeded' },
    });

    // What the server refuses is told in Chinese: the name is taken.
    await page.goto('/schedules/new');
    await page.getByLabel('名称').fill('导出 每两秒');
    await page.getByRole('combobox', { name: '流程' }).selectOption('export_orders');
    await page.getByLabel('日期').fill('{slot.prevDay}');
    await page.getByRole('radio', { name: '固定间隔' }).check();
    await page.getByLabel('间隔', { exact: true }).fill('1h');
    await page.getByRole('button', { name: '创建调度' }).click();
    await page.getByRole('alert').getByText('已经有名为「导出 每两秒」的调度。').waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('it is paused with a note, changed, backfilled, run at once and deleted', async () => {
    const name = '导出 每两秒';
    const { page, faults } = await world.newPage();
    await page.goto('/schedules');
    await page.getByRole('switch', { name: `调度 ${name} 是否启用` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^原因/).fill('双十一封网');
    await dialog.getByRole('button', { name: '暂停' }).click();
    await page.locator('[data-row]').getByText('已暂停').waitFor();
    expect((await world.api.schedule(name)).paused).toMatchObject({ note: '双十一封网' });
    await page.getByRole('link', { name: `打开调度 ${name}` }).click();
    await page.getByText('双十一封网').first().waitFor();
    // Its slots go on being told, and do not run.
    await page.locator('[data-row]').getByText('跳过', { exact: true }).first().waitFor();
    const [left] = (await world.api.scheduleSlots(name, { state: ['skipped'], limit: 1 })).items;
    expect(left).toMatchObject({ reason: 'paused', detail: { note: '双十一封网' }, runs: 0 });

    await page.getByRole('link', { name: '编辑' }).click();
    await page.getByLabel('间隔', { exact: true }).fill('1h');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('每隔 1 小时').first().waitFor();
    expect(await world.api.schedule(name)).toMatchObject({ everySeconds: 3600, state: 'paused' });

    // What it would have done in the last hours is looked at, and done.
    const range = {
      from: new Date(Date.now() - 3.5 * 3_600_000).toISOString(),
      to: new Date().toISOString(),
    };
    const { takes } = await world.api.previewBackfill(name, { ...range, only: 'gaps' });
    expect(takes).toBeGreaterThan(2);
    const local = (at: string): string => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16);
    await page.getByRole('button', { name: '补跑', exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel(/^从/).fill(local(range.from));
    await drawer.getByLabel(/^到/).fill(local(range.to));
    await drawer.getByText(`会补 ${takes} 个。`).waitFor();
    await drawer.getByRole('button', { name: `补 ${takes} 个时点（${takes} 条任务）` }).click();
    await page.getByRole('region', { name: '补跑' }).getByText('补跑完成').waitFor();
    expect((await world.api.backfills({ schedule: name })).items).toMatchObject([
      { state: 'done', total: takes, done: takes, runs: takes, failed: 0 },
    ]);

    // One that was too much is stopped: what was not done by then is left alone.
    await page.getByRole('button', { name: '补跑', exact: true }).click();
    await drawer.getByLabel(/^从/).fill(local(new Date(Date.now() - 60 * 3_600_000).toISOString()));
    await drawer.getByRole('radio', { name: /^全部重跑/ }).check();
    await drawer.getByLabel('速度').selectOption('1');
    await drawer.getByRole('button', { name: /^补 \d\d 个时点/ }).click();
    const strip = page.getByRole('region', { name: '补跑' });
    await strip.getByRole('button', { name: '取消补跑' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取消补跑' }).click();
    await strip.getByText('补跑已取消').waitFor();
    const [stopped] = (await world.api.backfills({ schedule: name })).items;
    expect(stopped).toMatchObject({ state: 'cancelled', ratePerSecond: 1 });
    expect(stopped?.done).toBeLessThan(stopped?.total ?? 0);

    await page.getByRole('button', { name: '立即运行' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '立即运行' }).click();
    await page.waitForURL('**/runs/run_*');
    const id = page.url().split('/').at(-1) ?? '';
    await page.locator('header').getByText('成功', { exact: true }).waitFor();
    expect(await world.api.run(id)).toMatchObject({ scheduleId: name, slotAt: null, source: 'ui' });

    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('button', { name: '删除' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await page.getByText('还没有调度').waitFor();
    expect((await world.api.schedules()).items).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
}
