import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it, vi } from 'vitest';
import type { StoreTx } from '../../ports/store.ts';
import { openSqliteStore } from './sqlite-store.ts';

afterEach(() => vi.restoreAllMocks());

/** Tables that grow with all that was ever run, and what statements call them. */
const growing = /^SCAN (run|slot|s|event|attempt|dead_letter)\b/;

const questions: Readonly<Record<string, (tx: StoreTx) => Promise<unknown>>> = {
  'waiters of a shop that is paused': (tx) =>
    tx.shopWaitersElsewhere({ platform: 'pdd', shopId: '1' }, 3, 10),
  'the queued runs of a shop that is paused': (tx) => tx.queuedHolders(3),
  'what is due': (tx) => tx.due(1, 10),
  'when something is due next': (tx) => tx.nextWakeAt(),
  'live runs of a schedule': (tx) => tx.liveRunsOfSchedule('daily', { platform: 'pdd', id: '1' }),
  'the first slot of a schedule': (tx) => tx.firstSlotAt(1),
  'slots that are too old': (tx) => tx.pruneSlots(1, 10),
};

it.each(Object.entries(questions))('%s: not all rows are read', async (_, ask) => {
  const store = openSqliteStore({ path: ':memory:' });
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  await store.write(ask);
  const asked = prepare.mock.calls.flatMap(([sql], call) => {
    const database = prepare.mock.contexts[call];
    const isQuestion = /^(SELECT|UPDATE|DELETE)\b/.test(sql);
    return database instanceof DatabaseSync && isQuestion ? [{ sql, database }] : [];
  });
  expect(asked).not.toEqual([]);
  for (const { sql, database } of asked) {
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    expect(plan.map(({ detail }) => detail).filter((detail) => growing.test(String(detail)))).toEqual([]);
  }
  await store.close();
});
