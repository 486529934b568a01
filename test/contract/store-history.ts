import { describe, expect, it } from 'vitest';
import type { RunFilter } from '../../src/ports/history.ts';
import type { Store } from '../../src/ports/store.ts';
import { at, insertRun, newAttempt, newNode } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

const idsOf = async (store: Store, filter: RunFilter): Promise<string[]> =>
  (await store.history.runs(filter, 100, null)).items.map(({ run }) => run.id);

/** Reads: what is committed, filtered and paged. */
export function storeHistoryContract(ofTest: StoreOfTest): void {
  describe('history', () => {
    it('shows a run with its blocker and its node, at once after the commit', async () => {
      const { store } = ofTest();
      const node = await store.write(async (tx) => {
        const key = await tx.insertKey('shop:pdd:1001', 1, null);
        await insertRun(tx, 'blocked', { state: 'blocked', blockedBy: key.id, blockedAt: at });
        const made = await tx.putNode(newNode('n1'));
        await insertRun(tx, 'running', { state: 'running', attempt: 1, node: made, startedAt: at });
        return made;
      });
      expect(await store.history.run('blocked')).toMatchObject({
        run: { id: 'blocked' },
        blocker: { name: 'shop:pdd:1001' },
        nodeId: null,
      });
      expect(await store.history.run('running')).toMatchObject({
        run: { node },
        blocker: null,
        nodeId: 'n1',
      });
      expect(await store.history.run('none')).toBeUndefined();
      const several = await store.history.runsByIds(['running', 'none', 'blocked']);
      expect(several.map(({ run }) => run.id)).toEqual(['running', 'blocked']);
    });

    it('lists runs newest first, a page at a time, without gap or repeat while more come', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        for (let n = 1; n <= 25; n += 1) await insertRun(tx, `run-${n}`);
      });
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await store.history.runs({}, 10, cursor);
        seen.push(...page.items.map(({ run }) => run.id));
        cursor = page.next;
        await store.write((tx) => insertRun(tx, `new-${seen.length}`));
      } while (cursor !== null);
      expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `run-${25 - n}`));
      await expect(store.history.runs({}, 10, 'no cursor')).rejects.toMatchObject({ code: 'bad_cursor' });
    });

    it('narrows the list by every filter, alone and together', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await insertRun(tx, 'a', { flow: 'goods', tags: ['nightly', '重要'], batchId: 'b1', wakeAt: at });
        await insertRun(tx, 'b', { platform: 'temu', shopId: '7', createdAt: at + 10, state: 'queued' });
        await insertRun(tx, 'c', { state: 'failed', endedAt: at, code: 2, createdAt: at + 20 });
        await insertRun(tx, 'd', { state: 'succeeded', endedAt: at, code: 0, shopId: null, platform: null });
      });
      const expected: [RunFilter, string[]][] = [
        [{ flow: 'goods' }, ['a']],
        [{ platform: 'temu' }, ['b']],
        [{ shopId: '1001' }, ['c', 'a']],
        [{ tag: '重要' }, ['a']],
        [{ tag: 'night' }, []],
        [{ code: 0 }, ['d']],
        [{ code: 2 }, ['c']],
        [{ batchId: 'b1' }, ['a']],
        [{ from: at + 10 }, ['c', 'b']],
        [{ to: at + 10 }, ['d', 'a']],
        [{ from: at + 10, to: at + 20 }, ['b']],
        [{ states: ['failed'] }, ['c']],
        [{ states: ['queued', 'running', 'blocked'] }, ['b']],
        [{ states: ['queued', 'failed', 'scheduled'] }, ['c', 'b', 'a']],
        [{ states: ['succeeded'] }, ['d']],
        [{ states: [] }, []],
        [{ flow: 'sync', platform: 'pdd', states: ['failed'], code: 2, from: at }, ['c']],
        [{ flow: 'sync', platform: 'temu', states: ['failed'] }, []],
      ];
      for (const [filter, ids] of expected) {
        expect([JSON.stringify(filter), await idsOf(store, filter)]).toEqual([JSON.stringify(filter), ids]);
      }
    });

    it('finds text in id, flow, shop, error and parameters, taken literally', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await insertRun(tx, 'order-77', { flow: 'refresh_goods', shopId: 'shop-a' });
        await insertRun(tx, 'x', { params: { note: '双十一 100%' } });
        await insertRun(tx, 'y', {
          state: 'failed',
          endedAt: at,
          error: { type: 'EXIT', message: 'no such_element' },
        });
      });
      const found = (text: string) => idsOf(store, { text });
      expect(await found('order-7')).toEqual(['order-77']);
      expect(await found('refresh')).toEqual(['order-77']);
      expect(await found('shop-a')).toEqual(['order-77']);
      expect(await found('双十一')).toEqual(['x']);
      expect(await found('100%')).toEqual(['x']);
      expect(await found('0%0')).toEqual([]);
      expect(await found('such_el')).toEqual(['y']);
      expect(await found('su_h')).toEqual([]);
    });

    it('finds text in long parameters too', async () => {
      const { store } = ofTest();
      await store.write((tx) =>
        insertRun(tx, 'long', { params: { pad: 'x'.repeat(20_000), note: 'needle' } }),
      );
      expect(await idsOf(store, { text: 'needle' })).toEqual(['long']);
    });

    it("gives a run's attempts in order, with their nodes", async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const node = await tx.putNode(newNode('n1'));
        const run = await insertRun(tx, 'run-1');
        const error = { type: 'TIMEOUT', message: '超时' } as const;
        await tx.insertAttempt(newAttempt(run.seq, 2));
        await tx.insertAttempt(newAttempt(run.seq, 1, { outcome: 'timeout', code: 2, error, node }));
      });
      expect(await store.history.attempts('run-1')).toMatchObject([
        {
          attempt: 1,
          outcome: 'timeout',
          code: 2,
          error: { message: '超时' },
          nodeId: 'n1',
          endedAt: at + 1000,
        },
        { attempt: 2, outcome: 'succeeded', nodeId: null },
      ]);
      expect(await store.history.attempts('none')).toEqual([]);
    });

    it("gives a run's events in order, from after a sequence number", async () => {
      const { store } = ofTest();
      const seqs = await store.write(async (tx) => {
        const [run, other] = [await insertRun(tx, 'run-1'), await insertRun(tx, 'run-2')];
        const found: number[] = [];
        for (let revision = 1; revision <= 5; revision += 1) {
          found.push(
            await tx.appendEvent(run.seq, revision, at + revision, {
              kind: 'progress',
              attempt: 1,
              value: revision / 10,
              note: '步',
            }),
          );
          await tx.appendEvent(other.seq, revision, at, {
            kind: 'state',
            from: null,
            to: 'queued',
            attempt: 0,
          });
        }
        return found;
      });
      const all = await store.history.events('run-1', 0, 100);
      expect(all.map(({ seq }) => seq)).toEqual(seqs);
      expect(all[0]).toMatchObject({
        runId: 'run-1',
        revision: 1,
        at: at + 1,
        event: { value: 0.1, note: '步' },
      });
      const rest = await store.history.events('run-1', seqs[1] ?? 0, 2);
      expect(rest.map(({ revision }) => revision)).toEqual([3, 4]);
      expect(await store.history.events('none', 0, 10)).toEqual([]);
    });

    it('tells who holds a key, since when, and how many go before a rank', async () => {
      const { store } = ofTest();
      const key = await store.write(async (tx) => {
        const made = await tx.insertKey('shop:pdd:1', 2, null);
        const running = await insertRun(tx, 'r', {
          state: 'running',
          attempt: 1,
          node: 1,
          startedAt: at + 5,
          queuedAt: at,
        });
        const queued = await insertRun(tx, 'q', { state: 'queued', queuedAt: at + 7 });
        await tx.hold(made.id, queued.seq);
        await tx.hold(made.id, running.seq);
        for (const rank of [1, 2, 3]) {
          await insertRun(tx, `w${rank}`, { state: 'blocked', blockedBy: made.id, blockedAt: at, rank });
        }
        await tx.setBusinessKey('business:sync:k', running.seq, null);
        return made;
      });
      expect(await store.history.holders(key.id, 10)).toMatchObject([
        { runId: 'r', state: 'running', since: at + 5, node: 1 },
        { runId: 'q', state: 'queued', since: at + 7, node: null },
      ]);
      expect(await store.history.holders(key.id, 1)).toHaveLength(1);
      expect(await store.history.position(key.id, 3)).toEqual({ ahead: 2, total: 3 });
      expect(await store.history.keyByName('shop:pdd:1')).toEqual(key);
      expect(await store.history.keyByName('shop:pdd:2')).toBeUndefined();
      expect(await store.history.businessHolder('business:sync:k')).toMatchObject({ runId: 'r' });
      expect(await store.history.businessHolder('business:sync:z')).toBeUndefined();
    });

    it('counts live runs by state, and what a node executes', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const node = await tx.putNode(newNode('n1'));
        await insertRun(tx, 's', { wakeAt: at });
        await insertRun(tx, 'b', { state: 'blocked', blockedBy: 4 });
        await insertRun(tx, 'q1', { state: 'queued' });
        await insertRun(tx, 'q2', { state: 'queued', wakeAt: at });
        await insertRun(tx, 'r', { state: 'running', attempt: 1, node });
        await insertRun(tx, 't', { state: 'retrying', wakeAt: at });
        await insertRun(tx, 'e', { state: 'succeeded', endedAt: at });
      });
      expect(await store.history.liveCounts()).toEqual({
        scheduled: 1,
        blocked: 1,
        queued: 2,
        running: 1,
        retrying: 1,
      });
      expect(await store.history.nodes()).toMatchObject([
        { id: 'n1', busy: { default: 1 }, tags: ['windows'] },
      ]);
    });
  });
}
