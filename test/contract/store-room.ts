import { describe, expect, it } from 'vitest';
import { at, insertRun } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

/** Limit keys, the room that runs hold under them, and business keys. */
export function storeRoomContract(ofTest: StoreOfTest): void {
  describe('limit keys', () => {
    it('are read as they were made, by name and by key', async () => {
      const { store } = ofTest();
      const requirement = { pool: 'default', tags: ['windows'], flow: 'sync' };
      const made = await store.write(async (tx) => [
        await tx.insertKey('shop:pdd:1001', 1, null),
        await tx.insertKey('flow:同步', null, null),
        await tx.insertKey('pool:default:sync:windows', 0, requirement),
      ]);
      expect(made[0]).toEqual({
        id: made[0]?.id,
        name: 'shop:pdd:1001',
        room: 1,
        closed: null,
        requirement: null,
      });
      for (const key of made) {
        expect(await store.write((tx) => tx.key(key.name))).toEqual(key);
        expect(await store.write((tx) => tx.keyById(key.id))).toEqual(key);
      }
      expect(await store.write((tx) => tx.key('SHOP:pdd:1001'))).toBeUndefined();
      expect(await store.write((tx) => tx.keyById(9999))).toBeUndefined();
      await expect(store.write((tx) => tx.insertKey('shop:pdd:1001', 1, null))).rejects.toThrow();
    });

    it('change their room, close and open, and go', async () => {
      const { store } = ofTest();
      const closed = { at, by: 'ann', note: '登录失效', cause: 'LOGIN_EXPIRED' };
      await store.write(async (tx) => {
        const key = await tx.insertKey('shop:pdd:1', 1, null);
        await tx.setKeyRoom(key.id, 3);
        await tx.setKeyClosed(key.id, closed);
        expect(await tx.keyById(key.id)).toEqual({ ...key, room: 3, closed });
        await tx.setKeyRoom(key.id, null);
        await tx.setKeyClosed(key.id, null);
        expect(await tx.keyById(key.id)).toEqual({ ...key, room: null });
        await tx.deleteKey(key.id);
        expect(await tx.key('shop:pdd:1')).toBeUndefined();
        const again = await tx.insertKey('shop:pdd:1', 1, null);
        expect(again.id).not.toBe(key.id);
      });
    });

    it('are listed by the beginning of their name, taken literally', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        for (const name of ['pool:a:x:', 'pool:b:y:', 'poolside', 'shop:p%o_l:1', 'shop:pdd:1', 'pool']) {
          await tx.insertKey(name, 1, null);
        }
        const names = async (prefix: string) => (await tx.keys(prefix)).map(({ name }) => name).toSorted();
        expect(await names('pool:')).toEqual(['pool:a:x:', 'pool:b:y:']);
        expect(await names('shop:p%')).toEqual(['shop:p%o_l:1']);
        expect(await names('shop:p_d')).toEqual([]);
        expect(await names('none')).toEqual([]);
      });
    });

    it('with waiters are those under which a run is blocked', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const [a, b] = [await tx.insertKey('a', 1, null), await tx.insertKey('b', 1, null)];
        const run = await insertRun(tx, 'run-1', { state: 'blocked', blockedBy: b.id, blockedAt: at });
        await insertRun(tx, 'run-2', { state: 'queued', classKey: a.id });
        expect((await tx.keysWithWaiters()).map(({ name }) => name)).toEqual(['b']);
        await tx.updateRun(run, { state: 'queued', blockedBy: null, blockedAt: null });
        expect(await tx.keysWithWaiters()).toEqual([]);
      });
    });
  });

  describe('room', () => {
    it('is held, counted, and given back all at once', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const [a, b] = [await tx.insertKey('a', 2, null), await tx.insertKey('b', 2, null)];
        const [one, two] = [await insertRun(tx, 'one'), await insertRun(tx, 'two')];
        await tx.hold(a.id, one.seq);
        await tx.hold(b.id, one.seq);
        await tx.hold(a.id, two.seq);
        expect([await tx.heldCount(a.id), await tx.heldCount(b.id)]).toEqual([2, 1]);
        expect((await tx.heldBy(one.seq)).toSorted()).toEqual([a.id, b.id].toSorted());
        expect((await tx.releaseAll(one.seq)).toSorted()).toEqual([a.id, b.id].toSorted());
        expect(await tx.releaseAll(one.seq)).toEqual([]);
        expect([await tx.heldCount(a.id), await tx.heldCount(b.id)]).toEqual([1, 0]);
        expect(await tx.heldBy(two.seq)).toEqual([a.id]);
      });
    });

    it('is held once by a run under a key: a second time is refused', async () => {
      const { store } = ofTest();
      const { key, run } = await store.write(async (tx) => ({
        key: await tx.insertKey('a', 2, null),
        run: await insertRun(tx, 'one'),
      }));
      await store.write((tx) => tx.hold(key.id, run.seq));
      await expect(store.write((tx) => tx.hold(key.id, run.seq))).rejects.toThrow();
      expect(await store.write((tx) => tx.heldCount(key.id))).toBe(1);
    });

    it('of queued holders is told apart from that of running ones', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const key = await tx.insertKey('a', 3, null);
        for (const state of ['queued', 'running', 'blocked'] as const) {
          const run = await insertRun(tx, state, { state, node: 1, blockedBy: 9, classKey: 5 });
          await tx.hold(key.id, run.seq);
        }
        await insertRun(tx, 'not a holder', { state: 'queued', classKey: 5 });
        expect((await tx.queuedHolders(key.id)).map(({ id }) => id)).toEqual(['queued']);
      });
    });
  });

  it('waiters of a shop under other keys are found, oldest first', async () => {
    const { store } = ofTest();
    await store.write(async (tx) => {
      const here = { platform: 'pdd', shopId: '1' };
      await insertRun(tx, 'a', { ...here, state: 'blocked', blockedBy: 9 });
      await insertRun(tx, 'under the key itself', { ...here, state: 'blocked', blockedBy: 3 });
      await insertRun(tx, 'queued', { ...here, state: 'queued', classKey: 9 });
      await insertRun(tx, 'b', { ...here, state: 'blocked', blockedBy: 8 });
      await insertRun(tx, 'of another platform', { ...here, platform: null, state: 'blocked', blockedBy: 9 });
      const found = async (platform: string | null, limit: number): Promise<string[]> =>
        (await tx.shopWaitersElsewhere({ platform, shopId: '1' }, 3, limit)).map(({ id }) => id);
      expect(await found('pdd', 9)).toEqual(['a', 'b']);
      expect(await found('pdd', 1)).toEqual(['a']);
      expect(await found(null, 9)).toEqual(['of another platform']);
    });
  });

  describe('business keys', () => {
    it('have a holder and at most one waiter, and go', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const name = 'business:sync:1001:2026-01-01';
        expect(await tx.businessKey(name)).toBeUndefined();
        await tx.setBusinessKey(name, 1, null);
        expect(await tx.businessKey(name)).toEqual({ holder: 1, waiter: null });
        await tx.setBusinessKey(name, 1, 2);
        expect(await tx.businessKey(name)).toEqual({ holder: 1, waiter: 2 });
        expect(await tx.businessKey(name.toUpperCase())).toBeUndefined();
        await tx.deleteBusinessKey(name);
        await tx.deleteBusinessKey(name);
        expect(await tx.businessKey(name)).toBeUndefined();
      });
    });
  });
}
