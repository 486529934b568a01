/** 200 runs failed of one cause: it is mended, one is tried, the others are retried at a rate. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { ConsoleWorld } from '../../support/console-world.ts';
import { until } from '../../support/until.ts';

const settledMs = 60_000;

export function deadLetterJourney(given: () => ConsoleWorld): void {
  let world: ConsoleWorld;
  beforeAll(() => {
    world = given();
  });

  test('200 dead letters of one cause are retried at a rate, and its progress is seen', async () => {
    const file = join(world.place.folder, 'shipped');
    const orders = Array.from({ length: 200 }, (_, order) => ({
      flow: 'ship_orders',
      params: { file, order },
    }));
    await world.api.submitBatch({ runs: orders });
    const ofFlow = { flow: 'ship_orders' };
    await until(
      '200 dead letters',
      async () => (await world.api.runStats({ ...ofFlow, state: ['failed'] })).total === 200,
      settledMs,
      100,
    );
    const { page, faults } = await world.newPage();
    await page.goto('/dead-letters?flow=ship_orders');
    await page.getByText('已选全部 200 条').waitFor();
    // What was wrong is mended; one is tried first.
    writeFileSync(file, '');
    await page.getByRole('button', { name: '先试 1 条' }).click();
    await page.getByText('已提交新任务').waitFor();
    await page.getByRole('button', { name: '重试 199 条' }).waitFor();
    await page.getByRole('combobox', { name: '速度' }).selectOption('每秒 50 条');
    await page.getByRole('button', { name: '重试 199 条' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('每秒 50 条').waitFor();
    await dialog.getByRole('button', { name: '重试 199 条' }).click();

    const jobs = page.getByRole('region', { name: '批量处理' });
    await jobs.getByRole('progressbar').waitFor();
    // It has begun, and is not at its end: neither all at once nor none.
    const [job] = (await world.api.bulkJobs({ limit: 1 })).items;
    expect(job).toMatchObject({ action: 'retry', total: 199, ratePerSecond: 50, state: 'running' });
    // It is stopped, stands with what was done, also after a reload, and goes on.
    await jobs.getByRole('button', { name: '停止' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '停止' }).click();
    await jobs.getByText('已停止').waitFor();
    await page.reload();
    await jobs.getByText('已停止').waitFor();
    await jobs.getByRole('button', { name: '继续' }).click();
    await jobs.getByText('199 / 199').waitFor();
    const done = await world.api.bulkJob(job?.id ?? '');
    expect(done).toMatchObject({ state: 'done', done: 199, failed: 0 });
    // No faster than was asked for.
    expect(Date.parse(done.endedAt ?? '') - Date.parse(done.createdAt)).toBeGreaterThan(
      (199 / 50) * 900 - 1000,
    );
    await until(
      '200 runs that succeeded',
      async () => (await world.api.runStats({ ...ofFlow, state: ['succeeded'] })).total === 200,
      settledMs,
      100,
    );
    await page.getByText('没有待处理的死信').waitFor();
    expect((await world.api.deadLetters({ ...ofFlow, state: ['open'] })).items).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
}
