import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/contract/run-event.ts';
import { at, insertRun } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

const noted = (note: string): RunEvent => ({ kind: 'progress', attempt: 1, value: 0, note });
const file = (n: number): RunEvent => ({ kind: 'artifact', attempt: 1, n, name: `${n}.txt`, size: n });

/** Reads of the event table in its order. */
export function storeEventsContract(ofTest: StoreOfTest): void {
  describe('the event table', () => {
    /** Two runs whose events alternate: `a` has 1, 3, 5, … of all. */
    const filled = async (
      count: number,
      event: (n: number) => RunEvent = (n) => noted(`${n}`),
    ): Promise<number[]> => {
      const { store } = ofTest();
      return store.write(async (tx) => {
        const runs = [
          await insertRun(tx, 'a', { flow: 'goods', platform: null, shopId: null }),
          await insertRun(tx, 'b', { platform: 'temu', shopId: '7' }),
        ];
        const seqs: number[] = [];
        for (let i = 0; i < count; i++) {
          const run = runs[i % 2];
          if (run !== undefined)
            seqs.push(await tx.appendEvent(run.seq, 1 + Math.floor(i / 2), at + i, event(i)));
        }
        return seqs;
      });
    };

    it('is read run by run behind any number, also one of another run', async () => {
      const { history } = ofTest().store;
      const seqs = await filled(10);
      for (const [i, seq] of seqs.entries()) {
        const { items, more } = await history.runEvents('a', seq, 100, 1e6);
        expect(items.map((one) => one.seq)).toEqual(seqs.filter((one, n) => one > seq && n % 2 === 0));
        expect(more).toBe(false);
        const upTo = await history.eventUpTo('a', seq);
        expect(upTo?.seq).toBe(seqs[i - (i % 2)]);
      }
      const [first] = (await history.runEvents('a', 0, 1, 1e6)).items;
      expect(first).toEqual({ seq: seqs[0], revision: 1, at, event: noted('0') });
      expect(await history.eventUpTo('a', (seqs[0] ?? 0) - 1)).toBeUndefined();
      expect(await history.runEvents('none', 0, 10, 1e6)).toEqual({ items: [], more: false });
    });

    it('has alarms of the broker among the rest, as many as there are at one instant, until they are old', async () => {
      const { store } = ofTest();
      await filled(1);
      const words = { en: 'away', zh: '连不上' };
      const alarm = {
        ...({ kind: 'alarm', rule: 'away', queue: null, value: null, threshold: null } as const),
        ...{ detail: null, since: at, words },
      };
      const changes = ['raised', 'cleared', 'raised'] as const;
      await store.write(async (tx) => {
        for (const [n, change] of changes.entries())
          await tx.appendAlarm(at + Math.floor(n / 2), { ...alarm, change });
      });
      const { items } = await store.history.feed(0, 100, 1e6);
      expect(items.map(({ seq, runId }) => [seq, runId])).toEqual(
        [1, 2, 3, 4].map((n) => [n, n === 1 ? 'a' : null]),
      );
      expect(items[2]?.event).toEqual({ ...alarm, change: 'cleared' });
      expect(await store.write((tx) => tx.pruneRecords(at + 1, 10))).toBe(2);
      expect((await store.history.feed(0, 100, 1e6)).items.map(({ seq }) => seq)).toEqual([1, 4]);
    });

    it('is read over all runs, with what a feed is narrowed by', async () => {
      const { history } = ofTest().store;
      const seqs = await filled(4);
      const { items } = await history.feed(seqs[1] ?? 0, 100, 1e6);
      expect(items).toEqual([
        {
          seq: seqs[2],
          at: at + 2,
          runId: 'a',
          flow: 'goods',
          platform: null,
          shopId: null,
          event: noted('2'),
        },
        {
          seq: seqs[3],
          at: at + 3,
          runId: 'b',
          flow: 'sync',
          platform: 'temu',
          shopId: '7',
          event: noted('3'),
        },
      ]);
      expect(await history.lastEvent()).toEqual({ seq: seqs[3], at: at + 3 });
      expect(await history.eventTime(seqs[1] ?? 0)).toBe(at + 1);
      expect(await history.eventTime(1e9)).toBeUndefined();
    });

    it('is empty at first', async () => {
      const { history } = ofTest().store;
      expect(await history.lastEvent()).toBeUndefined();
      expect(await history.feed(0, 10, 1e6)).toEqual({ items: [], more: false });
    });

    it('is read in portions bounded by number and bytes, of which one event always fits', async () => {
      const { history } = ofTest().store;
      const seqs = await filled(20, () => noted('x'.repeat(1000)));
      for (const [limit, bytes] of [
        [3, 1e6],
        [100, 3000],
        [100, 1],
      ] as const) {
        const seen: number[] = [];
        for (let more = true; more; ) {
          const portion = await history.feed(seen.at(-1) ?? 0, limit, bytes);
          expect(portion.items.length).toBeLessThanOrEqual(3);
          seen.push(...portion.items.map(({ seq }) => seq));
          more = portion.more;
          if (more) expect(portion.items.length).toBeGreaterThan(0);
        }
        expect(seen).toEqual(seqs);
      }
    });

    it('tells the files of a run', async () => {
      const { history } = ofTest().store;
      await filled(6, (n) => (n < 4 ? file(n) : noted('{"kind":"artifact"')));
      expect(await history.artifacts('b')).toEqual([
        { at: at + 1, event: file(1) },
        { at: at + 3, event: file(3) },
      ]);
      expect(await history.artifacts('none')).toEqual([]);
    });
  });
}
