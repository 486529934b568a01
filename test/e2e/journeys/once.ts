/** Nobody knows whether a payment was made: an operator looks, says it on the run's page, and retries the run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Run } from '../../../src/contract/run.ts';
import type { ConsoleWorld } from '../../support/console-world.ts';
import { cutTexts } from '../../support/cut-texts.ts';
import { smallTargets } from '../../support/small-targets.ts';
import { until } from '../../support/until.ts';

const settledMs = 60_000;

export function onceJourneys(given: () => ConsoleWorld): void {
  let world: ConsoleWorld;
  beforeAll(() => {
    world = given();
  });

  async function ended(id: string): Promise<Run> {
    await until(`the end of ${id}`, async () => (await world.api.run(id)).endedAt !== null, settledMs, 100);
    return world.api.run(id);
  }
  /** A run of which nobody knows whether it has paid; once the file is there, a payment goes through. */
  async function brokenOff(order: string): Promise<{ run: Run; mend: () => void }> {
    const file = join(world.place.folder, `mended-${order}`);
    const { run } = await world.api.submit({ flow: 'pay_refund', params: { file, order } });
    const failed = await ended(run.id);
    expect(failed).toMatchObject({ state: 'failed', attempt: 2, error: { type: 'BUSINESS' } });
    return { run: failed, mend: () => writeFileSync(file, '') };
  }
  const outputOf = async (retryOf: string): Promise<unknown> => {
    const { retriedAs } = await world.api.run(retryOf);
    return (await ended(retriedAs ?? '')).output;
  };

  test('it was not made: the retry makes it', async () => {
    const { run, mend } = await brokenOff('7');
    mend();
    const { page, faults } = await world.newPage();
    await page.goto(`/runs/${run.id}`);
    const diagnosis = page.getByRole('region', { name: '诊断' });
    await diagnosis.getByText('没人知道它是否已经完成').waitFor();
    await diagnosis.getByRole('button', { name: '没有完成' }).click();
    const dialog = page.getByRole('dialog', { name: '「refund:7」按没有完成处理？' });
    await dialog.getByText('如果其实已经完成，就会做第二次。').waitFor();
    await dialog.getByRole('textbox', { name: '备注' }).fill('银行没有这笔');
    await dialog.getByRole('button', { name: '按没有完成处理' }).click();
    await diagnosis.getByText('它已记为没有完成，重试会执行它。').waitFor();
    expect((await world.api.onceKeys({ key: 'refund:7' })).items).toMatchObject([
      { state: 'freed', settled: { happened: false, by: 'administrator', note: '银行没有这笔' } },
    ]);
    await diagnosis.getByRole('button', { name: '重试', exact: true }).click();
    await page.waitForURL((url) => url.pathname !== `/runs/${run.id}`);
    expect(await outputOf(run.id)).toEqual({ paid: { order: '7' } });
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('it was made: the retry goes on without it; on a phone, and seen on a page that stood open', async () => {
    const { run } = await brokenOff('8');
    const [phone, other] = await Promise.all([
      world.newPage({ width: 390, language: 'en' }),
      world.newPage(),
    ]);
    for (const { page } of [phone, other]) await page.goto(`/runs/${run.id}`);
    const diagnosis = phone.page.getByRole('region', { name: 'Diagnosis' });
    await diagnosis.getByRole('button', { name: 'It has', exact: true }).waitFor();
    await other.page.getByRole('button', { name: '已完成' }).waitFor();
    expect(await cutTexts(phone.page)).toEqual([]);
    expect(await smallTargets(phone.page, 44)).toEqual([]);
    await diagnosis.getByRole('button', { name: 'It has', exact: true }).click();
    const dialog = phone.page.getByRole('dialog', { name: 'Count “refund:8” as happened?' });
    await dialog.getByText('This can’t be changed later.').waitFor();
    expect(await cutTexts(phone.page)).toEqual([]);
    expect(await smallTargets(phone.page, 44)).toEqual([]);
    await dialog.getByRole('button', { name: 'Count as happened' }).click();
    await diagnosis.getByText('It counts as happened').waitFor();
    await other.page.getByText('它已记为完成').waitFor();
    await diagnosis.getByRole('button', { name: 'Retry', exact: true }).click();
    await phone.page.waitForURL((url) => url.pathname !== `/runs/${run.id}`);
    expect(await outputOf(run.id)).toEqual({ paid: null });
    expect([...phone.faults, ...other.faults]).toEqual([]);
    await phone.page.context().close();
    await other.page.context().close();
  });
}
