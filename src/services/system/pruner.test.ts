import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import type { Retention } from '../../domain/pruning.ts';
import { newRecord } from '../../domain/schedule/file-changes.ts';
import { runFolder } from '../run-logs.ts';
import { createPruner, type Pruned, type Pruner } from './pruner.ts';

const day = 86_400_000;
let herd: Herd;
let removed: string[];
let logged: object[];
beforeEach(() => {
  herd = openHerd();
  removed = [];
  logged = [];
});
afterEach(() => herd.close());

function prunerOf(
  retention: Partial<Retention>,
  more: Partial<Parameters<typeof createPruner>[0]> = {},
): Pruner {
  return createPruner({
    store: herd.store,
    clock: herd.clock,
    blobs: { removeAll: async (prefix) => void removed.push(prefix) },
    logger: {
      debug: () => undefined,
      info: (fields) => void logged.push(fields),
      warn: () => undefined,
      error: (fields) => void logged.push(fields),
    },
    retention: { days: 90, runs: 1_000_000, blobDays: 14, ...retention },
    ...more,
  });
}

/** A pass, with as much virtual time as it wants. */
async function pass(pruner: Pruner): Promise<Pruned> {
  let done: Pruned | null = null;
  void pruner.prune().then((pruned) => {
    done = pruned;
  });
  for (let step = 0; step < 5000 && done === null; step++) await herd.clock.advance(20);
  if (done === null) throw new Error('the pass did not end');
  return done;
}

/** Runs of their own shops that end at once. */
async function ended(count: number, prefix: string): Promise<string[]> {
  const node = await herd.node('n1', { slots: 1000 });
  const ids = await Promise.all(
    Array.from({ length: count }, (_, n) => herd.made({ id: `${prefix}-${n}`, shop: `${prefix}-${n}` })),
  );
  await node.claim(count);
  await Promise.all(ids.map((id) => node.end(id)));
  return ids;
}

const ids = async (): Promise<string[]> =>
  (await herd.store.history.runs({}, 200, null)).items.map(({ run }) => run.id).toReversed();

describe('the pruner', () => {
  it('removes ended runs by their days, with their files, and never one that has not ended', async () => {
    const live = await herd.made({ shop: 'live', delayMs: 300 * day });
    const old = await ended(3, 'old');
    await herd.clock.advance(40 * day);
    const young = await ended(2, 'young');
    await herd.clock.advance(55 * day);
    const pruner = prunerOf({});
    expect(await pass(pruner)).toMatchObject({ runs: 3 });
    expect(await ids()).toEqual([live, ...young]);
    expect(removed).toEqual(expect.arrayContaining(old.map(runFolder)));
    expect(removed).not.toContain(runFolder(live));
    expect(await herd.store.history.events(old[0] ?? '', 0, 10)).toEqual([]);
    expect(pruner.last()).toMatchObject({ runs: 3 });
    expect(logged).toMatchObject([{ runs: 3 }]);
    await expectSound(herd, [live]);
    await herd.clock.advance(40 * day);
    expect(await pass(pruner)).toMatchObject({ runs: 2 });
    expect(await ids()).toEqual([live]);
  });

  it('removes the oldest ended runs beyond the number that is kept', async () => {
    const live = await herd.made({ shop: 'live', delayMs: day });
    const first = await ended(30, 'a');
    const second = await ended(20, 'b');
    expect(await pass(prunerOf({ runs: 25 }))).toMatchObject({ runs: 25 });
    expect(await ids()).toEqual([live, ...first.slice(25), ...second]);
    expect(await pass(prunerOf({ runs: 25 }))).toMatchObject({ runs: 0 });
    expect((await herd.run(live)).state).not.toBe('cancelled');
  });

  it('removes files by their own days, of each run once; the runs stay', async () => {
    const old = await ended(4, 'old');
    await herd.clock.advance(15 * day);
    await ended(1, 'young');
    const pruner = prunerOf({});
    expect(await pass(pruner)).toMatchObject({ runs: 0, logs: 4 });
    expect(removed).toEqual(old.map(runFolder));
    expect(await pass(pruner)).toMatchObject({ logs: 0 });
    expect(await ids()).toHaveLength(5);
  });

  it('removes idempotency keys after a day, and messages, jobs and batches with the history', async () => {
    await herd.made({ idempotency: { key: 'k', bodyHash: 'h' } });
    await herd.store.write(async (tx) => {
      await tx.insertUnreadMessage(
        { body: Buffer.from('x'), properties: {} },
        herd.clock.now(),
        'MESSAGE: x',
      );
      await tx.ensureBatch({
        id: 'b',
        flow: null,
        createdBy: null,
        createdAt: herd.clock.now(),
        asked: 1,
        attached: 0,
        refused: 0,
      });
    });
    const pruner = prunerOf({});
    expect(await pass(pruner)).toMatchObject({ idempotencyKeys: 0, records: 0 });
    await herd.clock.advance(2 * day);
    expect(await pass(pruner)).toMatchObject({ idempotencyKeys: 1, records: 0 });
    expect(
      await herd.submit({ id: 'again', shop: 'x', idempotency: { key: 'k', bodyHash: 'other' } }),
    ).toMatchObject({ kind: 'created' });
    await herd.clock.advance(100 * day);
    expect(await pass(pruner)).toMatchObject({ idempotencyKeys: 1, records: 2 });
    expect(await herd.store.history.deadLetterCounts()).toEqual({});
  });

  it('removes records of slots by their days; how far the schedule has been decided stays', async () => {
    const { store } = herd;
    const now = herd.clock.now();
    const blank = { state: 'ran', reason: null, detail: null, runs: 1, attached: 0, leftOut: 0 } as const;
    await store.write(async (tx) => {
      const schedule = await tx.putSchedule(newRecord(testSchedule('daily', 'sync'), 'file', now, null));
      for (let n = 0; n < 1200; n++) {
        const at = now + n * 60_000;
        await tx.insertSlot({
          ...{ ...blank, schedule, at, lastAt: at, count: 1, dueAt: at, decidedAt: at },
          ...{ runId: null, batchId: null, backfillId: null },
        });
      }
      await tx.moveDecidedTo(schedule, now, now + 1200 * 60_000);
    });
    expect(await pass(prunerOf({ days: 90 }))).toMatchObject({ slots: 0 });
    await herd.clock.advance(90 * day + 1099.5 * 60_000);
    expect(await pass(prunerOf({ days: 90 }))).toMatchObject({ slots: 1100 });
    expect((await store.history.slots({}, 200, null)).items).toHaveLength(100);
    const [schedule] = await store.write((tx) => tx.schedules());
    expect(schedule?.decidedTo).toBe(now + 1200 * 60_000);
  });

  it('leaves no idempotency key that stands for a run which is gone', async () => {
    const node = await herd.node('n1');
    const id = await herd.made({ idempotency: { key: 'k', bodyHash: 'h' } });
    await node.claim();
    await node.end(id);
    expect(await pass(prunerOf({ runs: 0 }))).toMatchObject({ runs: 1, idempotencyKeys: 0 });
    expect(await herd.submit({ id: 'again', idempotency: { key: 'k', bodyHash: 'h' } })).toMatchObject({
      kind: 'created',
      runId: 'again',
    });
  });

  it('works in small transactions, so that what is submitted meanwhile waits for none of them', async () => {
    const many = await ended(400, 'old');
    await herd.clock.advance(100 * day);
    const pruner = prunerOf({});
    let longest = 0;
    const write = herd.store.write.bind(herd.store);
    let made = 0;
    Object.assign(herd.store, {
      write: <T>(command: Parameters<typeof write<T>>[0]) =>
        write<T>(async (tx) => {
          const before = herd.store.statements();
          const result = await command(tx);
          longest = Math.max(longest, herd.store.statements() - before);
          return result;
        }),
    });
    const done = pass(pruner);
    while (pruner.last() === null) {
      await herd.made({ shop: `new-${made++}` });
      await herd.clock.settle();
    }
    expect(made).toBeLessThan(5000);
    expect(await done).toMatchObject({ runs: many.length });
    expect(made).toBeGreaterThan(5);
    expect(longest).toBeLessThan(400);
  });

  it('goes on with the next pass where one was cut off; files go before rows', async () => {
    const old = await ended(120, 'old');
    await herd.clock.advance(100 * day);
    let left = 70;
    const failing = prunerOf(
      {},
      {
        blobs: {
          removeAll: async (prefix) => {
            if (left-- === 0) throw new Error('the disk is gone');
            removed.push(prefix);
          },
        },
        retention: { days: 90, runs: 1_000_000, blobDays: 1000 },
      },
    );
    let failed: unknown = null;
    failing.prune().catch((error: unknown) => {
      failed = error;
    });
    for (let step = 0; step < 5000 && failed === null; step++) await herd.clock.advance(20);
    expect(failed).toMatchObject({ message: 'the disk is gone' });
    const there = new Set(await ids());
    // A row that is gone has no files: all of its files were removed first.
    for (const id of old) if (!there.has(id)) expect(removed).toContain(runFolder(id));
    expect(there.size).toBe(70);
    expect(await pass(prunerOf({}))).toMatchObject({ runs: 70 });
  });

  it('works by itself a minute after the start, then every hour, and rests in between', async () => {
    await ended(1, 'old');
    await herd.clock.advance(100 * day);
    const pruner = prunerOf({});
    pruner.start();
    await herd.clock.advance(59_000);
    expect(pruner.last()).toBeNull();
    for (let step = 0; step < 100; step++) await herd.clock.advance(20);
    expect(pruner.last()).toMatchObject({ runs: 1 });
    const { at = 0 } = pruner.last() ?? {};
    await herd.clock.advance(30 * 60_000);
    const statements = herd.store.statements();
    await herd.clock.advance(10 * 60_000);
    expect(herd.store.statements()).toBe(statements);
    await herd.clock.advance(20 * 60_000);
    for (let step = 0; step < 100; step++) await herd.clock.advance(20);
    expect(pruner.last()?.at).toBeGreaterThan(at);
    pruner.stop();
    expect(herd.clock.pending()).toBe(0);
  });
});
