/** An operator finds out why a run failed, retries it with other parameters, and runs a flow for many shops. */
import { beforeAll, expect, test } from 'vitest';
import type { ConsoleWorld } from '../../support/console-world.ts';
import { until } from '../../support/until.ts';

const settledMs = 60_000;

export function runJourneys(given: () => ConsoleWorld): void {
  let world: ConsoleWorld;
  beforeAll(() => {
    world = given();
  });

  const params = { date: '2026-11-22', seconds: 0.2 };

  async function ended(id: string): Promise<void> {
    await until(`the end of ${id}`, async () => (await world.api.run(id)).endedAt !== null, settledMs, 100);
  }

  test('a failing run is found, and why it failed is seen, down to the line of its log', async () => {
    const { run } = await world.api.submit({
      flow: 'export_orders',
      platform: 'pdd',
      shopId: '1001',
      params: { ...params, lines: 3000 },
    });
    const { page, faults } = await world.newPage();
    await page.goto('/runs');
    await ended(run.id);
    await page.getByRole('navigation', { name: '按状态查看' }).getByRole('link', { name: /失败/ }).click();
    await page.waitForURL('**/runs?state=failed');
    await page.getByRole('link', { name: `打开任务 ${run.id}` }).click();
    await page.waitForURL(`**/runs/${run.id}`);

    const diagnosis = page.getByRole('region', { name: '诊断' });
    await diagnosis.getByText('页面改版：找不到「导出订单」按钮').waitFor();
    await diagnosis.getByText('步骤「导出订单」失败：等待按钮 30 秒后超时').waitFor();
    const told = await world.api.run(run.id);
    expect(told).toMatchObject({ state: 'failed', error: { type: 'PAGE_CHANGED' }, attempt: 3 });
    // The timeline has each attempt, and the steps of the last one.
    const timeline = page.getByRole('region', { name: '时间线' });
    await timeline.getByText('第 3 次尝试').first().waitFor();
    await timeline.getByText('选择日期').waitFor();

    // The evidence leads to the line, which has an address of its own.
    const { lines: errors, total } = await world.api.logSearch(run.id, { attempt: 3, errors: true });
    const line = errors.at(-1) ?? 0;
    await diagnosis
      .getByRole('button', { name: new RegExp(`日志第 ${line.toLocaleString('en-US')} 行`) })
      .click();
    await page.waitForURL(`**/runs/${run.id}?attempt=3&line=${line}`);
    const shown = page.locator(`[data-line="${line}"][aria-current]`);
    await shown.getByText('PAGE_CHANGED 未找到 #export-order').waitFor();
    expect(total).toBeGreaterThan(3000);
    // However long the log is, a screenful of it is drawn.
    expect(await page.locator('[data-line]').count()).toBeLessThan(60);

    // The address alone leads somebody else there; what programs colour has colours.
    const other = await world.newPage();
    await other.page.goto(page.url());
    await other.page.locator(`[data-line="${line}"][aria-current]`).waitFor();
    const log = other.page.getByRole('region', { name: '日志' });
    await log.getByRole('searchbox').fill('第 1234 单');
    await log.getByRole('searchbox').press('Enter');
    await other.page.waitForURL(/line=\d+/);
    await log.locator('mark', { hasText: '第 1234 单' }).waitFor();

    // The screenshot that the program kept.
    await diagnosis.getByRole('button', { name: '截图：failed-export.png' }).click();
    const picture = page.getByRole('dialog').getByRole('img', { name: 'failed-export.png' });
    await picture.waitFor();
    await until(
      'the picture',
      () => picture.evaluate((one: object) => 'naturalWidth' in one && one.naturalWidth === 320),
      5_000,
    );
    expect([...faults, ...other.faults]).toEqual([]);
    await page.context().close();
    await other.page.context().close();
  });

  test('it is retried with changed parameters, and then succeeds', async () => {
    const { run } = await world.api.submit({
      flow: 'export_orders',
      platform: 'pdd',
      shopId: '1002',
      params,
    });
    await ended(run.id);
    const { page, faults } = await world.newPage();
    await page.goto(`/runs/${run.id}`);
    await page.getByRole('button', { name: '改参数重试' }).first().click();
    const form = page.getByRole('dialog');
    await form.getByLabel('用时（秒）').fill('很久');
    await form.getByLabel('用时（秒）').press('Tab');
    await form.getByLabel('菜单').selectOption({ label: '更多操作' });
    await form.getByText('要填数字。').waitFor();
    await form.getByLabel('用时（秒）').fill('0.1');
    await form.getByRole('button', { name: '重试', exact: true }).click();
    await page.waitForURL((url) => /\/runs\/run_/.test(url.pathname) && !url.pathname.endsWith(run.id));
    await page.getByText(`由 …${run.id.slice(-7)} 重试而来`).waitFor();
    await page.locator('header').getByText('成功', { exact: true }).waitFor();

    const { retriedAs } = await world.api.run(run.id);
    expect(page.url()).toContain(retriedAs);
    expect(await world.api.run(retriedAs ?? '')).toMatchObject({
      state: 'succeeded',
      retryOf: run.id,
      params: { date: '2026-11-22', menu: 'more', seconds: 0.1 },
    });
    await page.getByText('新增 128 单，更新 41 单').first().waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('a flow is run for 20 selected shops, one of them paused, and watched to its end', async () => {
    await world.api.pauseShop('pdd', '1003', '登录失效');
    const { page, faults } = await world.newPage();
    await page.goto('/run');
    await page.getByRole('combobox', { name: '流程' }).first().selectOption('export_orders');
    await page.getByRole('radio', { name: '选择店铺' }).check();
    const boxes = page.getByRole('checkbox', { name: /旗舰店|茶/ });
    for (let n = 0; n < 20; n++) await boxes.nth(n).check();
    // What is missing is said at its field, before anything is sent.
    await page.getByRole('button', { name: '运行 20 家店铺' }).click();
    await page.getByText('必填。').waitFor();
    await page.getByLabel('日期').fill('2026-11-23');
    await page.getByLabel(/^菜单/).selectOption({ label: '更多操作' });
    await page.getByLabel(/^用时/).fill('0.2');
    await page.getByText('1 家等待：店铺已暂停').waitFor();
    await page.getByText('19 家会立即轮到').waitFor();
    await page.getByRole('button', { name: '运行 20 家店铺' }).click();
    await page.waitForURL('**/batches/*');

    const id = page.url().split('/').at(-1) ?? '';
    await page.getByText('19 / 20 条已结束').waitFor();
    expect(await world.api.batch(id)).toMatchObject({
      asked: 20,
      total: 20,
      counts: { succeeded: 19, blocked: 1 },
    });
    await world.api.resumeShop('pdd', '1003');
    await page.getByText('20 条都已结束').waitFor();
    expect((await world.api.batch(id)).counts.succeeded).toBe(20);
    expect((await world.api.runs({ batch: id, state: ['succeeded'], limit: 50 })).items).toHaveLength(20);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('an address with filters shows somebody else the same runs', async () => {
    const { page } = await world.newPage();
    await page.goto('/runs');
    await page.getByRole('button', { name: /^平台/ }).click();
    await page.getByRole('menuitem', { name: '拼多多' }).click();
    await page.getByRole('searchbox').fill('2026-11-23');
    await page.waitForURL('**/runs?platform=pdd&text=2026-11-23');
    const { total } = await world.api.runStats({ platform: 'pdd', text: '2026-11-23' });
    expect(total).toBeGreaterThan(0);
    await page.getByText(`${total} 条`, { exact: true }).waitFor();

    const other = await world.newPage({ language: 'en' });
    await other.page.goto(page.url());
    await other.page.getByText(`${total} runs`, { exact: true }).waitFor();
    const ids = async (of: typeof page): Promise<(string | null)[]> =>
      Promise.all((await of.locator('[data-row]').all()).map((row) => row.getAttribute('data-row')));
    await other.page.locator('[data-row]').first().waitFor();
    expect(await ids(other.page)).toEqual(await ids(page));
    const listed = (await world.api.runs({ platform: 'pdd', text: '2026-11-23', limit: 200 })).items;
    expect(listed).toHaveLength(total);
    await page.context().close();
    await other.page.context().close();
  });

  test('new runs wait until they are asked for; selected ones are cancelled together', async () => {
    const { page, faults } = await world.newPage();
    await page.goto('/runs?flow=sync_stock');
    const later = { flow: 'sync_stock', platform: 'jd', delaySeconds: 3600 };
    const first = await world.api.submit({ ...later, shopId: '1019', params: { n: 0 } });
    // At the top and with no pointer in it, the list takes the first by itself.
    await page.locator(`[data-row="${first.run.id}"]`).waitFor();
    await page.locator(`[data-row="${first.run.id}"]`).getByRole('checkbox').check();
    for (let n = 1; n <= 12; n++)
      await world.api.submit({ ...later, shopId: '1020', params: { n }, dedupeKey: `n${n}` });
    await page.getByRole('button', { name: '12 条新任务' }).click();
    // With the one of before, which is selected, all that is shown would be selected already.
    await page.locator('[data-row]').nth(12).waitFor();
    await page.getByRole('checkbox', { name: '全选已显示的' }).check();
    await page.getByRole('button', { name: '取消 13 条' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取消 13 条' }).click();
    await page.getByText('取消完成').waitFor();
    await until(
      '13 cancelled runs',
      async () => (await world.api.runStats({ flow: 'sync_stock' })).states.cancelled === 13,
      settledMs,
      100,
    );
    await page
      .getByRole('navigation', { name: '按状态查看' })
      .getByText('13', { exact: true })
      .first()
      .waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('work on many runs is stopped after a question, stands with what is left, and goes on', async () => {
    const later = { flow: 'sync_stock', platform: 'jd', shopId: '1021', delaySeconds: 3600 };
    const { batchId } = await world.api.submitBatch({
      runs: Array.from({ length: 30 }, (_, n) => ({ ...later, params: { n }, dedupeKey: `many${n}` })),
    });
    const filter = { batch: batchId ?? '' };
    const job = await world.api.startRunsJob({ action: 'cancel', filter, ratePerSecond: 2 });
    const { page, faults } = await world.newPage();
    await page.goto('/runs?flow=sync_stock');
    const jobs = page.getByRole('region', { name: '批量处理' });
    await jobs.getByRole('button', { name: '停止' }).click();
    await page.getByRole('dialog').getByText('其余的不动；停止后可以继续').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '停止' }).click();
    await jobs.getByText('取消已停止').waitFor();
    const { done, state } = await world.api.bulkJob(job.id);
    expect(state).toBe('cancelled');
    expect(done).toBeLessThan(30);
    // Somebody else, and this page after a reload, see where it stands.
    await page.reload();
    await jobs.getByText(`${done} / 30`).waitFor();
    await jobs.getByText(`还剩 ${30 - done} 条`).waitFor();
    await jobs.getByRole('button', { name: '继续' }).click();
    await jobs.getByText('取消完成').waitFor();
    await jobs.getByText('30 / 30').waitFor();
    expect((await world.api.batch(filter.batch)).counts.cancelled).toBe(30);
    await jobs.getByRole('button', { name: '收起' }).click();
    await jobs.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
    await page.context().close();
  });
}
