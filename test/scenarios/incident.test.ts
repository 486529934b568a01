/** The incident that must not happen again: one shop's work triggered many times at once. */
import { expect, test } from 'vitest';
import { type HerdOptions, withHerd, workerFlow } from '../support/herd-process.ts';

// The keyed one lasts until all fifty have come: a later one would rightly be a new run.
const flows = [workerFlow('sync_order', { work: 0.01 }), workerFlow('sync_day', { work: 3 })];
const options: HerdOptions = { flows, slots: 10 };
const shop = { platform: 'pdd', shopId: '1001' } as const;
const fifty = Array.from({ length: 50 });

test('50 submissions at once with one business key are one run; without one, 50 runs strictly one at a time', async () => {
  await withHerd(options, async (herd) => {
    await herd.up();
    const keyed = await Promise.all(
      fifty.map(() => herd.client.submit({ flow: 'sync_day', ...shop, dedupeKey: 'orders of today' })),
    );
    const ids = new Set(keyed.map((answer) => answer.run.id));
    expect(ids.size).toBe(1);
    expect(keyed.filter((answer) => answer.deduplicated === true)).toHaveLength(49);
    const free = await Promise.all(fifty.map(() => herd.client.submit({ flow: 'sync_order', ...shop })));
    expect(new Set(free.map((answer) => answer.run.id)).size).toBe(50);
    await herd.allEnded(30_000);

    const runs = await herd.allRuns();
    expect(runs).toHaveLength(51);
    expect(runs.filter((run) => run.state !== 'succeeded' || run.attempt !== 1)).toEqual([]);
    expect(herd.journal.starts()).toHaveLength(51);
    expect(herd.journal.ends()).toHaveLength(51);
    expect(herd.journal.starts().filter((start) => ids.has(start.run))).toHaveLength(1);
    expect(herd.journal.overlaps()).toEqual([]);
  });
});
