import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { at, insertRun } from '../../../test/support/stored-records.ts';
import type { RunPatch, RunRecord } from '../../domain/run-record.ts';
import type { StoreTx } from '../../ports/store.ts';
import { openSqliteStore } from './sqlite-store.ts';

const keys = [1, 2] as const;
const node = 3;
const runs = 12;

/** A change of one run, or the end of the transaction. */
const step = fc.oneof(
  { weight: 1, arbitrary: fc.constant('commit' as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      seq: fc.integer({ min: 1, max: runs }),
      to: fc.constantFrom('blocked', 'queued', 'running', 'succeeded'),
      key: fc.constantFrom(...keys),
      rank: fc.integer({ min: 0, max: 5 }),
      beside: fc.array(fc.integer({ min: 1, max: runs }), { maxLength: 3 }),
    }),
  },
);

type Change = Exclude<typeof step extends fc.Arbitrary<infer T> ? T : never, string>;

function patchOf({ to, key, rank }: Change, run: RunRecord): RunPatch {
  const patch: RunPatch = { state: to, rank, revision: run.revision + 1, blockedBy: null, node: null };
  if (to === 'blocked') return { ...patch, blockedBy: key };
  if (to === 'queued') return { ...patch, classKey: key };
  if (to === 'running') return { ...patch, node, attempt: run.attempt + 1 };
  return { ...patch, endedAt: at, output: { rank } };
}

async function expectAgrees(
  tx: StoreTx,
  model: ReadonlyMap<number, RunRecord>,
  limit: number,
): Promise<void> {
  const all = [...model.values()].toSorted((a, b) => a.rank - b.rank || a.seq - b.seq);
  for (const key of keys) {
    const waiting = all.filter((run) => run.state === 'blocked' && run.blockedBy === key);
    expect(await tx.waiters(key, limit)).toEqual(waiting.slice(0, limit));
    const queued = all.filter((run) => run.state === 'queued' && run.classKey === key);
    expect(await tx.queued([key], limit)).toEqual(queued.slice(0, limit));
    expect((await tx.lastQueued(key))?.seq).toBe(queued.at(-1)?.seq);
  }
}

describe('changes that a transaction keeps back', () => {
  it('are seen by every read in it, and are what is stored after it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: runs }),
        async (steps, limit, rememberedRuns) => {
          const store = openSqliteStore({ path: ':memory:', rememberedRuns });
          const model = new Map<number, RunRecord>();
          await store.write(async (tx) => {
            for (let n = 1; n <= runs; n += 1) {
              const run = await insertRun(tx, `run-${n}`, { state: 'blocked', blockedBy: 1, rank: n });
              model.set(run.seq, run);
            }
          });
          for (const transaction of inTransactions(steps)) {
            await store.write(async (tx) => {
              for (const change of transaction) {
                const before = await tx.run(change.seq);
                if (before === undefined || before.endedAt !== null) continue;
                // What is read between takes its place in memory.
                for (const beside of change.beside) await tx.run(beside);
                const patch = patchOf(change, before);
                expect(await tx.updateRun(before, patch)).toBe(true);
                // By then it has another state, attempt or end.
                if (patch.state !== before.state) expect(await tx.updateRun(before, patch)).toBe(false);
                model.set(before.seq, { ...before, ...patch });
                await tx.appendEvent(before.seq, before.revision + 1, at, {
                  kind: 'cancel_requested',
                  attempt: 1,
                  by: null,
                });
                await expectAgrees(tx, model, limit);
              }
            });
          }
          await store
            .write(async (tx) => {
              // A rollback has everything read anew from the rows.
              await tx.updateRun(await first(tx), { rank: 77 });
              throw new Error('rolled back');
            })
            .catch(() => undefined);
          await store.write((tx) => expectAgrees(tx, model, limit));
          for (const run of model.values()) {
            expect(await store.write((tx) => tx.run(run.seq))).toEqual(run);
            const { items } = await store.history.runEvents(run.id, 0, 1_000, 1_000_000);
            expect(items.map(({ revision }) => revision)).toEqual(
              Array.from({ length: run.revision - 1 }, (_, i) => i + 2),
            );
          }
          await store.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of many runs that change alike are written together, or not at all when a row is not what it was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-kept-back-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'd');
    const store = openSqliteStore({ path });
    const ids = Array.from({ length: 37 }, (_, n) => `run-${n}`);
    await store.write(async (tx) => {
      for (const id of ids) await insertRun(tx, id, { state: 'blocked', blockedBy: 1 });
    });
    const change = (patch: RunPatch): Promise<void> =>
      store.write(async (tx) => {
        for (const id of ids) {
          const run = await tx.runById(id);
          // One in ten differs from the others.
          const own = run !== undefined && run.seq % 10 === 0 ? { rank: run.seq } : {};
          if (run !== undefined) expect(await tx.updateRun(run, { ...patch, ...own })).toBe(true);
        }
      });
    const rows = (): unknown => {
      using database = new DatabaseSync(path, { readOnly: true });
      return database
        .prepare(
          'SELECT state, attempt, bucket, rank <> seq AS alike, count(*) AS n FROM run GROUP BY 1, 2, 3, 4',
        )
        .all();
    };
    await change({ state: 'running', attempt: 1, node, blockedBy: null, rank: 0 });
    const running = [
      { state: 'running', attempt: 1, bucket: -node, alike: 0, n: 3 },
      { state: 'running', attempt: 1, bucket: -node, alike: 1, n: 34 },
    ];
    expect(rows()).toEqual(running);

    const tamper = (sql: string): void => {
      using database = new DatabaseSync(path);
      database.exec(sql);
    };
    tamper(`UPDATE run SET attempt = 9 WHERE id = 'run-20'`);
    const end: RunPatch = { state: 'succeeded', node: null, endedAt: at, output: { ok: true } };
    await expect(change(end)).rejects.toThrow('A row is not what it was, of: run-');
    tamper(`UPDATE run SET attempt = 1 WHERE id = 'run-20'`);
    expect(rows()).toEqual(running);
    await change(end);
    expect(rows()).toMatchObject([{ state: 'succeeded', bucket: null, n: 3 }, { n: 34 }]);
    await store.close();
  });
});

async function first(tx: StoreTx): Promise<RunRecord> {
  const run = await tx.run(1);
  if (run === undefined) throw new Error('there is no run');
  return run;
}

function inTransactions(steps: readonly (Change | 'commit')[]): Change[][] {
  const transactions: Change[][] = [[]];
  for (const one of steps) {
    if (one === 'commit') transactions.push([]);
    else transactions.at(-1)?.push(one);
  }
  return transactions;
}
