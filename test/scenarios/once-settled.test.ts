/** A flow killed within `once`: nobody knows whether it has happened, until a person says it; then its retry goes on. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Run } from '../../src/contract/run.ts';
import { type HerdProcess, withHerd } from '../support/herd-process.ts';
import { killAll, livingOfBoot } from '../support/living-processes.ts';
import { until } from '../support/until.ts';

const sdk = new URL('../../src/sdk/index.ts', import.meta.url).href;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-once-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Each payment that is made leaves its order; while there is the file `dies`, it waits to be killed first. */
function configFile(): string {
  const path = join(folder, 'drover.config.ts');
  const text = `
import { appendFileSync, existsSync } from 'node:fs';
import { flow } from '${sdk}';
export default { flows: [flow({
  name: 'pay', retry: { max: 3, delays: [0.1] },
  run: async (ctx) => ({ payment: await ctx.once('pay:' + ctx.params.order, 3600, async () => {
    if (existsSync('${folder}/dies')) {
      appendFileSync('${folder}/waits', ctx.params.order);
      await ctx.sleep(300);
    }
    appendFileSync('${folder}/paid', ctx.params.order);
    return { by: ctx.runId };
  }) }),
})] };
`;
  writeFileSync(path, text);
  return path;
}
const written = (name: string): string => {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** A run that was killed at the payment, tried again, and failed for what nobody knows. */
async function killedWithin(herd: HerdProcess, order: string): Promise<Run> {
  writeFileSync(join(folder, 'dies'), '');
  const [run] = await herd.submitAll([{ flow: 'pay', params: { order } }]);
  await until('the payment under way', () => written('waits').endsWith(order), 20_000);
  killAll(livingOfBoot(herd.node().bootId));
  rmSync(join(folder, 'dies'));
  const failed = await herd.ended(run?.id ?? '', 20_000);
  expect([failed.state, failed.attempt, failed.error?.type]).toEqual(['failed', 2, 'BUSINESS']);
  return failed;
}

test('settled as not happened, its retry does it once; as happened, the retry gets the value and does nothing', async () => {
  await withHerd({ flows: [], env: { DROVER_CONFIG: configFile() } }, async (herd) => {
    await herd.up();
    const retried = async (id: string): Promise<Run> =>
      herd.ended((await herd.client.retry(id)).run.id, 20_000);
    const unknown = async () => (await herd.client.onceKeys({ state: ['unknown'] })).items;

    const first = await killedWithin(herd, 'a');
    expect(first.error?.message).toContain(
      'drover once settle --happened "pay:a" (or --not-happened), and retry this run',
    );
    expect(await unknown()).toMatchObject([{ key: 'pay:a', runId: first.id, attempt: 1, settled: null }]);
    // Until somebody has looked, a retry ends as the run did.
    const early = await retried(first.id);
    expect([early.state, early.error?.type, written('paid')]).toEqual(['failed', 'BUSINESS', '']);
    await herd.client.settleOnce({ key: 'pay:a', happened: false, note: 'no such payment' });
    const paid = await retried(early.id);
    expect([paid.state, paid.output, written('paid')]).toEqual([
      'succeeded',
      { payment: { by: paid.id } },
      'a',
    ]);

    const second = await killedWithin(herd, 'b');
    await herd.client.settleOnce({ key: 'pay:b', happened: true, value: { by: 'the bank' } });
    // What was said is on the disk.
    await herd.stop();
    await herd.up();
    const told = await retried(second.id);
    expect([told.state, told.output, written('paid')]).toEqual([
      'succeeded',
      { payment: { by: 'the bank' } },
      'a',
    ]);
    expect((await herd.client.onceKeys({ key: 'pay:b' })).items).toMatchObject([
      { state: 'done', settled: { happened: true, by: 'administrator', runId: second.id } },
    ]);
    expect(await unknown()).toEqual([]);
  });
});
