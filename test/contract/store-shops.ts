import { describe, expect, it } from 'vitest';
import { at, newShop } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

/** The list of shops with their keys. */
export function storeShopsContract(ofTest: StoreOfTest): void {
  describe('the list of shops', () => {
    it("is ordered by platform and id, paged, and shows each shop's key", async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        for (const id of ['3', '1', '2']) await tx.putShop(newShop('temu', id));
        await tx.putShop(newShop('pdd', '9'));
        const key = await tx.insertKey('shop:temu:2', 1, null);
        await tx.setKeyClosed(key.id, { at, by: null, note: null, cause: 'CAPTCHA' });
      });
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await store.history.shops({}, 2, cursor);
        seen.push(
          ...page.items.map(({ shop, key }) => `${shop.platform}:${shop.id}${key?.closed ? ' closed' : ''}`),
        );
        cursor = page.next;
      } while (cursor !== null);
      expect(seen).toEqual(['pdd:9', 'temu:1', 'temu:2 closed', 'temu:3']);
      await expect(store.history.shops({}, 2, 'nonsense')).rejects.toMatchObject({ code: 'bad_cursor' });
    });

    it('is narrowed by platform, tag, ids, enabled, paused and text', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await tx.putShop(newShop('pdd', '1', { tags: ['vip'], name: '旗舰店 100%' }));
        await tx.putShop(newShop('pdd', '2', { enabled: false }));
        await tx.putShop(newShop('temu', '1'));
        const key = await tx.insertKey('shop:temu:1', 1, null);
        await tx.setKeyClosed(key.id, { at, by: 'ann', note: null, cause: 'person' });
        await tx.insertKey('shop:pdd:1', 1, null);
      });
      type Filter = Parameters<typeof store.history.shops>[0];
      const found = async (filter: Filter) =>
        (await store.history.shops(filter, 10, null)).items.map(({ shop }) => `${shop.platform}:${shop.id}`);
      expect(await found({ platform: 'pdd' })).toEqual(['pdd:1', 'pdd:2']);
      expect(await found({ tag: 'vip' })).toEqual(['pdd:1']);
      expect(await found({ ids: ['1', '77'] })).toEqual(['pdd:1', 'temu:1']);
      expect(await found({ ids: [] })).toEqual([]);
      expect(await found({ enabled: false })).toEqual(['pdd:2']);
      expect(await found({ paused: true })).toEqual(['temu:1']);
      expect(await found({ paused: false })).toEqual(['pdd:1', 'pdd:2']);
      expect(await found({ text: '旗舰' })).toEqual(['pdd:1']);
      expect(await found({ text: '0%' })).toEqual(['pdd:1']);
      expect(await found({ text: '1_0' })).toEqual([]);
      expect(await found({ platform: 'pdd', enabled: true, tag: 'vip' })).toEqual(['pdd:1']);
    });
  });
}
