import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finalStates, runStates } from '../../src/contract/run-states.ts';
import type { RunPatch, RunRecord } from '../../src/domain/run-record.ts';
import { at, insertRun, newAttempt } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

const full: Partial<RunRecord> = {
  flowHash: 'abc',
  taskType: 'sync_order',
  priority: 9,
  params: { date: '2026-01-01', 店铺: ['甲', null, { deep: 1.5 }], empty: {} },
  tags: ['nightly', '重要'],
  pool: 'gpu',
  maxRetries: 0,
  dedupeKey: '1001:2026-01-01',
  source: 'schedule',
  createdBy: 'ann',
  dueAt: at + 5,
  expiresAt: at + 99,
  timeoutSeconds: 12.5,
  rank: at - 0.5,
  wakeAt: at + 5,
  classKey: 42,
  wakeUpPending: true,
  batchId: 'b-1',
  retryOf: 'run-0',
  scheduleId: 's-1',
  slotAt: at,
};

/** Runs: what is written is read, conditional writes, the orders that dispatch relies on. */
export function storeRunsContract(ofTest: StoreOfTest): void {
  describe('runs', () => {
    it('are read as they were written, by key and by id', async () => {
      const { store } = ofTest();
      for (const more of [{}, full]) {
        const run = await store.write((tx) => insertRun(tx, `run-${Object.keys(more).length}`, more));
        expect(await store.write((tx) => tx.run(run.seq))).toEqual(run);
        expect(await store.write((tx) => tx.runById(run.id))).toEqual(run);
      }
      expect(await store.write((tx) => tx.run(999_999))).toBeUndefined();
      expect(await store.write((tx) => tx.runById('run'))).toBeUndefined();
      expect(await store.write((tx) => tx.runById('RUN-0'))).toBeUndefined();
    });

    it('keep any JSON parameters and output, short or long', async () => {
      const { store } = ofTest();
      let n = 0;
      const object = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }).map((value) => {
        // What JSON itself can't keep (−0, a key __proto__) is not the store's to keep.
        return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
      });
      await fc.assert(
        fc.asyncProperty(
          object,
          object,
          fc.oneof(fc.nat(50), fc.integer({ min: 3000, max: 5000 }), fc.constant(250_000)),
          async (params, output, size) => {
            const run = await store.write((tx) =>
              insertRun(tx, `json-${++n}`, { params: { ...params, long: 'é'.repeat(size) } }),
            );
            expect(await store.write((tx) => tx.run(run.seq))).toEqual(run);
            const patch = { output: { ...output, long: 'z'.repeat(size) } };
            expect(await store.write((tx) => tx.updateRun(run, patch))).toBe(true);
            expect(await store.write((tx) => tx.run(run.seq))).toEqual({ ...run, ...patch });
          },
        ),
        { numRuns: 25 },
      );
    });

    it('get keys that grow', async () => {
      const { store } = ofTest();
      const runs = await store.write(async (tx) => [await insertRun(tx, 'a'), await insertRun(tx, 'b')]);
      expect(runs[1]?.seq).toBeGreaterThan(runs[0]?.seq ?? 0);
    });

    it('are changed only from the state and the attempt that was seen', async () => {
      const { store } = ofTest();
      const run = await store.write((tx) => insertRun(tx, 'run-1'));
      const patch: RunPatch = { state: 'running', attempt: 1, node: 3, startedAt: at, revision: 2 };
      expect(await store.write((tx) => tx.updateRun({ ...run, attempt: 7 }, patch))).toBe(false);
      expect(await store.write((tx) => tx.updateRun({ ...run, state: 'queued' }, patch))).toBe(false);
      expect(await store.write((tx) => tx.run(run.seq))).toEqual(run);
      expect(await store.write((tx) => tx.updateRun(run, patch))).toBe(true);
      expect(await store.write((tx) => tx.run(run.seq))).toEqual({ ...run, ...patch });
      expect(await store.write((tx) => tx.updateRun(run, patch))).toBe(false);
    });

    it('take every patch that a transition writes, null included', async () => {
      const { store } = ofTest();
      const patches: RunPatch[] = [
        { state: 'blocked', blockedBy: 4, blockedAt: at, rank: 17.25, wakeAt: at + 9, queuedAt: null },
        { state: 'queued', blockedBy: null, blockedAt: null, rank: -5, queuedAt: at, wakeUpPending: true },
        { state: 'running', attempt: 1, node: 2, startedAt: at, wakeAt: null, wakeUpPending: false },
        { cancelRequestedAt: at + 1 },
        {},
        {
          state: 'retrying',
          node: null,
          failures: 1,
          losses: 2,
          code: 1,
          error: { type: 'EXIT', message: 'exit 1' },
          dueAt: at + 7,
        },
        { state: 'queued', classKey: 9 },
        {
          state: 'failed',
          endedAt: at + 2,
          error: { type: 'TIMEOUT', message: '超时', step: '登录' },
          retriedAs: 'run-9',
        },
      ];
      let run: RunRecord = await store.write((tx) => insertRun(tx, 'run-1'));
      for (const patch of patches) {
        expect(await store.write((tx) => tx.updateRun(run, patch))).toBe(true);
        run = { ...run, ...patch };
        expect(await store.write((tx) => tx.run(run.seq))).toEqual(run);
      }
    });

    it('refuse a state that contradicts itself', async () => {
      const { store } = ofTest();
      for (const state of finalStates) {
        await expect(store.write((tx) => insertRun(tx, state, { state }))).rejects.toThrow();
      }
      for (const state of runStates.filter((name) => !finalStates.some((end) => end === name))) {
        await expect(store.write((tx) => insertRun(tx, state, { state, endedAt: at }))).rejects.toThrow();
      }
      // Not a state at all.
      const unknown = { state: 'sleeping' } as unknown as Partial<RunRecord>;
      await expect(store.write((tx) => insertRun(tx, 'sleeping', unknown))).rejects.toThrow();
    });
  });

  describe('runs that wait', () => {
    it('are found under their key by rank, then by age, as many as asked', async () => {
      const { store } = ofTest();
      const found = await store.write(async (tx) => {
        const under = (id: string, rank: number, blockedBy = 7) =>
          insertRun(tx, id, { state: 'blocked', blockedBy, blockedAt: at, rank });
        await under('third', 5);
        await under('fourth', 5);
        await under('first', -2.5);
        await under('elsewhere', -9, 8);
        await under('second', 4.999);
        await insertRun(tx, 'queued', { state: 'queued', classKey: 7, rank: -99 });
        return [await tx.waiters(7, 10), await tx.waiters(7, 2), await tx.waiters(9, 10)];
      });
      expect(found.map((runs) => runs.map(({ id }) => id))).toEqual([
        ['first', 'second', 'third', 'fourth'],
        ['first', 'second'],
        [],
      ]);
    });

    it('in queues are found by class: the best of several, and the last of one', async () => {
      const { store } = ofTest();
      const found = await store.write(async (tx) => {
        const queued = (id: string, classKey: number, rank: number) =>
          insertRun(tx, id, { state: 'queued', classKey, rank, queuedAt: at });
        await queued('a2', 1, 20);
        await queued('b1', 2, 10);
        await queued('a1', 1, 5);
        await queued('b2', 2, 20);
        await queued('c', 3, 0);
        await insertRun(tx, 'blocked', {
          state: 'blocked',
          blockedBy: 1,
          blockedAt: at,
          classKey: 1,
          rank: -9,
        });
        return [
          await tx.queued([1, 2], 10),
          await tx.queued([2, 1], 2),
          await tx.queued([], 10),
          [await tx.lastQueued(1), await tx.lastQueued(2)],
          [await tx.lastQueued(9)],
        ];
      });
      expect(found.map((runs) => runs.map((run) => run?.id))).toEqual([
        ['a1', 'b1', 'a2', 'b2'],
        ['a1', 'b1'],
        [],
        ['a2', 'b2'],
        [undefined],
      ]);
    });

    it('of the same rank go by age, and the last is the youngest', async () => {
      const { store } = ofTest();
      const found = await store.write(async (tx) => {
        for (const id of ['one', 'two', 'three'])
          await insertRun(tx, id, { state: 'queued', classKey: 1, rank: 3 });
        return [...(await tx.queued([1], 9)), await tx.lastQueued(1)];
      });
      expect(found.map((run) => run?.id)).toEqual(['one', 'two', 'three', 'three']);
    });

    it('for a time are found when it has come, earliest first; the next time is known', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        expect(await tx.nextWakeAt()).toBeNull();
        await insertRun(tx, 'late', { wakeAt: at + 30 });
        await insertRun(tx, 'early', { wakeAt: at + 10 });
        await insertRun(tx, 'middle', { wakeAt: at + 20 });
        await insertRun(tx, 'never');
        const ids = async (now: number, limit: number) => (await tx.due(now, limit)).map(({ id }) => id);
        expect(await ids(at + 9, 10)).toEqual([]);
        expect(await ids(at + 20, 10)).toEqual(['early', 'middle']);
        expect(await ids(at + 99, 1)).toEqual(['early']);
        expect(await tx.nextWakeAt()).toBe(at + 10);
      });
    });

    it('for a confirmation of their wake-up are found while they are queued', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const run = await insertRun(tx, 'pending', { state: 'queued', wakeUpPending: true });
        await insertRun(tx, 'confirmed', { state: 'queued' });
        expect((await tx.wakeUpsPending(10)).map(({ id }) => id)).toEqual(['pending']);
        await tx.updateRun(run, { wakeUpPending: false });
        expect(await tx.wakeUpsPending(10)).toEqual([]);
      });
    });
  });

  describe('runs on a node', () => {
    it('are those that it executes now', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const run = await insertRun(tx, 'here', { state: 'running', attempt: 1, node: 3, startedAt: at });
        await insertRun(tx, 'elsewhere', { state: 'running', attempt: 1, node: 4, startedAt: at });
        await insertRun(tx, 'queued', { state: 'queued', classKey: 3 });
        expect((await tx.runningOn(3)).map(({ id }) => id)).toEqual(['here']);
        await tx.updateRun(run, { state: 'succeeded', endedAt: at, node: null });
        expect(await tx.runningOn(3)).toEqual([]);
      });
    });
  });

  describe('ended runs', () => {
    it('are deleted with all that belongs to them; one that has not ended is left alone', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const ended = async (id: string, endedAt: number) => {
          const run = await insertRun(tx, id, {
            state: 'failed',
            endedAt,
            params: { long: 'x'.repeat(10_000) },
          });
          await tx.appendEvent(run.seq, 1, at, { kind: 'state', from: null, to: 'failed', attempt: 1 });
          await tx.insertAttempt(newAttempt(run.seq, 1));
          await tx.insertDeadLetter(run.seq, endedAt, 'EXIT: x');
          return run;
        };
        const first = await ended('first', at + 1);
        const second = await ended('second', at + 2);
        await ended('young', at + 100);
        const live = await insertRun(tx, 'live', { wakeAt: at });
        expect(await tx.deleteEndedRuns([first.seq, second.seq, live.seq, 999])).toBe(2);
        expect(await tx.deleteEndedRuns([first.seq])).toBe(0);
        expect(await tx.runById('first')).toBeUndefined();
        expect(await tx.attemptOutcome(first.seq, 1)).toBeUndefined();
        expect(await tx.markDeadLetterRetried(first.seq)).toBe(false);
      });
      expect((await store.history.runs({}, 10, null)).items.map(({ run }) => run.id)).toEqual([
        'live',
        'young',
      ]);
      expect(await store.history.events('first', 0, 10)).toEqual([]);
    });
  });
}
