import { describe, expect, it } from 'vitest';
import { attemptOutcomes } from '../../src/contract/run.ts';
import { at, insertRun, newAttempt, newNode, newShop, newToken } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

/** Events, attempts, dead letters, idempotency keys, shops, nodes, tokens, settings. */
export function storeRecordsContract(ofTest: StoreOfTest): void {
  describe('events', () => {
    it('get sequence numbers that grow over all runs, and one number each within a run', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const [a, b] = [await insertRun(tx, 'a'), await insertRun(tx, 'b')];
        const append = (run: number, revision: number) =>
          tx.appendEvent(run, revision, at, { kind: 'state', from: null, to: 'queued', attempt: 0 });
        const seqs = [await append(a.seq, 1), await append(b.seq, 1), await append(a.seq, 2)];
        expect(seqs).toEqual(seqs.toSorted((x, y) => x - y));
        expect(new Set(seqs)).toHaveLength(3);
      });
      const run = await store.write((tx) => tx.runById('a'));
      await expect(
        store.write((tx) =>
          tx.appendEvent(run?.seq ?? 0, 2, at, { kind: 'state', from: null, to: 'queued', attempt: 0 }),
        ),
      ).rejects.toThrow();
    });
  });

  describe('attempts', () => {
    it('have their outcome once they have ended, and one row each', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        for (const [n, outcome] of attemptOutcomes.entries()) {
          await tx.insertAttempt(newAttempt(1, n + 1, { outcome, error: { type: 'EXIT', message: 'x' } }));
        }
        for (const [n, outcome] of attemptOutcomes.entries()) {
          expect(await tx.attemptOutcome(1, n + 1)).toBe(outcome);
        }
        expect(await tx.attemptOutcome(1, 99)).toBeUndefined();
        expect(await tx.attemptOutcome(2, 1)).toBeUndefined();
      });
      await expect(store.write((tx) => tx.insertAttempt(newAttempt(1, 1)))).rejects.toThrow();
    });
  });

  describe('dead letters', () => {
    it('are open until they are retried, once', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await tx.insertDeadLetter(5, at, 'EXIT: exit <n>');
        expect(await tx.markDeadLetterRetried(6)).toBe(false);
        expect(await tx.markDeadLetterRetried(5)).toBe(true);
        expect(await tx.markDeadLetterRetried(5)).toBe(false);
      });
    });
  });

  describe('idempotency keys', () => {
    it('are kept with the hash of their body until they are pruned', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await tx.putIdempotent('old', 'h1', 'run-1', at);
        await tx.putIdempotent('new', 'h2', 'run-2', at + 10);
        expect(await tx.idempotent('old')).toEqual({ bodyHash: 'h1', runId: 'run-1' });
        expect(await tx.idempotent('OLD')).toBeUndefined();
        expect(await tx.pruneIdempotency(at + 10, 5)).toBe(1);
        expect(await tx.idempotent('old')).toBeUndefined();
        expect(await tx.idempotent('new')).toEqual({ bodyHash: 'h2', runId: 'run-2' });
        await tx.deleteIdempotent('new');
        expect(await tx.idempotent('new')).toBeUndefined();
      });
    });
  });

  describe('shops', () => {
    it('are read as they were put, and replaced as a whole', async () => {
      const { store } = ofTest();
      const shop = newShop('pdd', '1001', {
        name: '旗舰店',
        tags: ['a', '重点'],
        owner: 'ann',
        enabled: false,
        settings: { proxy: { host: 'x' } },
        origin: 'discovered',
        room: 3,
      });
      await store.write(async (tx) => {
        await tx.putShop(shop);
        await tx.putShop(newShop('temu', '1001'));
        expect(await tx.shop('pdd', '1001')).toEqual(shop);
        expect(await tx.shop('temu', '1001')).toEqual(newShop('temu', '1001'));
        expect(await tx.shop('jd', '1001')).toBeUndefined();
        await tx.putShop({ ...shop, room: null, enabled: true });
        expect(await tx.shop('pdd', '1001')).toEqual({ ...shop, room: null, enabled: true });
      });
    });
  });

  describe('nodes', () => {
    it('get a key that stays theirs, and are read as they were put', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const node = newNode('n1');
        node.key = await tx.putNode(node);
        expect(node.key).toBeGreaterThan(0);
        expect(await tx.nodeById('n1')).toEqual(node);
        const changed = newNode('n1', {
          key: node.key,
          session: '',
          connected: false,
          draining: true,
          leaving: true,
          slots: 9,
          flows: [],
          lastSeenAt: at + 5,
        });
        expect(await tx.putNode(changed)).toBe(node.key);
        expect(await tx.nodeById('n1')).toEqual(changed);
        expect(await tx.nodeSession(node.key)).toMatchObject({ session: '', draining: true });
        const other = await tx.putNode(newNode('n2'));
        expect(other).not.toBe(node.key);
        expect((await tx.nodes()).map(({ id }) => id)).toEqual(['n1', 'n2']);
        expect(await tx.nodeById('n3')).toBeUndefined();
        expect(await tx.nodeSession(999)).toBeUndefined();
      });
    });
  });

  describe('tokens', () => {
    it('are found by their hash, and replaced when revoked', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await tx.putToken(newToken('t1', { role: 'admin' }));
        expect(await tx.tokenByHash('hash of t1')).toEqual(newToken('t1', { role: 'admin' }));
        await tx.putToken(newToken('t1', { role: 'admin', revokedAt: at + 1 }));
        expect(await tx.tokenByHash('hash of t1')).toMatchObject({ revokedAt: at + 1 });
        expect(await tx.tokenByHash('HASH of t1')).toBeUndefined();
      });
      expect(await store.history.tokens()).toMatchObject([{ id: 't1' }]);
    });
  });

  describe('settings', () => {
    it('are text by name', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        expect(await tx.setting('a')).toBeUndefined();
        await tx.putSetting('a', '1');
        await tx.putSetting('a', '二');
        expect(await tx.setting('a')).toBe('二');
      });
    });
  });
}
