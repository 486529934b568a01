/** Refreshes every product of a shop and brings the list home. Running it again refreshes again. */
import { progress, runFlow, step } from './drover-messages.ts';
import { openDatabase, transaction } from './herd-database.ts';
import type { ShopClient, ShopPage } from './shop-client.ts';
import { workInShop } from './shop-work.ts';

interface Goods {
  readonly goodsId: string;
  readonly title: string;
  readonly priceCents: number;
  readonly currency: string;
  readonly stock: number;
}

await runFlow(() =>
  workInShop(async (shop) => {
    const list = await listGoods(shop);
    let refreshed = 0;
    for (const [index, goods] of list.entries()) {
      refreshed += (await refreshPage(shop, index + 1, goods)).refreshed;
      progress((index + 1) / list.length, `${refreshed} 件商品`);
    }
    return { goods: list.flat().length, refreshed };
  }),
);

/** All products, page by page. */
async function listGoods(shop: ShopClient): Promise<Goods[][]> {
  const list: Goods[][] = [];
  await step('list', '读取商品', async () => {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const answer = await shop.get<ShopPage<Goods>>('goods', { page: String(page) });
      pages = answer.pages;
      list.push([...answer.items]);
    }
    return { goods: list.flat().length };
  });
  return list;
}

function refreshPage(
  shop: ShopClient,
  page: number,
  goods: readonly Goods[],
): Promise<{ refreshed: number }> {
  return step(`refresh_${page}`, `刷新第 ${page} 批`, async () => {
    const answer = await shop.post<{ refreshedAt: string; refreshed: number }>('goods/refresh', {
      ids: goods.map((item) => item.goodsId),
    });
    save(shop, goods, answer.refreshedAt);
    return { refreshed: answer.refreshed };
  });
}

function save(shop: ShopClient, goods: readonly Goods[], refreshedAt: string): void {
  const database = openDatabase();
  try {
    const write = database.prepare('INSERT OR REPLACE INTO goods VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    transaction(database, () => {
      for (const { goodsId, title, priceCents, currency, stock } of goods) {
        write.run(shop.platform, shop.shopId, goodsId, title, priceCents, currency, stock, refreshedAt);
      }
    });
  } finally {
    database.close();
  }
}
