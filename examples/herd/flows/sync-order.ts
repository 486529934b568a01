/**
 * Brings a shop's orders of one day home: {param.date} is the day. Running it again changes nothing.
 * The twin of sync_order.py for machines without Python 3: same messages, same rows.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { log, progress, RunFailed, runFlow, step, type Values } from './drover-messages.ts';
import { openDatabase, transaction } from './herd-database.ts';
import type { ShopClient, ShopPage } from './shop-client.ts';
import { workInShop } from './shop-work.ts';

interface Order {
  readonly orderId: string;
  readonly orderedAt: string;
  readonly buyer: string;
  readonly item: string;
  readonly quantity: number;
  readonly amountCents: number;
  readonly currency: string;
  readonly status: string;
}

const upsert = readFileSync(join(import.meta.dirname, 'upsert-order.sql'), 'utf8');

await runFlow(async ({ date }) => {
  if (typeof date !== 'string') throw new RunFailed('BUSINESS', 'the parameter date is missing');
  return workInShop((shop) => syncDay(shop, date));
});

async function syncDay(shop: ShopClient, date: string): Promise<Values> {
  const counts = { orders: 0, inserted: 0, updated: 0 };
  const database = openDatabase();
  try {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const { answer, inserted, updated } = await syncPage(shop, database, date, page);
      pages = answer.pages;
      counts.orders += answer.items.length;
      counts.inserted += inserted;
      counts.updated += updated;
      log(`${date} 第 ${page}/${pages} 页：${answer.items.length} 单，新增 ${inserted}，更新 ${updated}`);
      progress(page / pages, `${counts.orders}/${answer.total} 单`);
    }
    record(database, shop, date, counts);
  } finally {
    database.close();
  }
  return counts;
}

async function syncPage(
  shop: ShopClient,
  database: DatabaseSync,
  date: string,
  page: number,
): Promise<{ answer: ShopPage<Order>; inserted: number; updated: number }> {
  let answer: ShopPage<Order> = { items: [], page, pages: 1, total: 0 };
  const saved = await step(
    `page_${page}`,
    `第 ${page} 页订单`,
    async () => {
      answer = await shop.get<ShopPage<Order>>('orders', { date, page: String(page) });
      return { orders: answer.items.length, ...save(database, shop, date, answer.items) };
    },
    { date, page },
  );
  return { answer, inserted: saved.inserted, updated: saved.updated };
}

/** Writes one page in one transaction; returns how many orders were new and how many were different. */
function save(
  database: DatabaseSync,
  shop: ShopClient,
  date: string,
  orders: readonly Order[],
): { inserted: number; updated: number } {
  const find = database.prepare('SELECT 1 FROM orders WHERE platform = ? AND shop_id = ? AND order_id = ?');
  const write = database.prepare(upsert);
  let inserted = 0;
  let updated = 0;
  transaction(database, () => {
    for (const order of orders) {
      const key = [shop.platform, shop.shopId, order.orderId];
      const known = find.get(...key) !== undefined;
      const { changes } = write.run(
        ...key,
        date,
        order.orderedAt,
        order.buyer,
        order.item,
        order.quantity,
        order.amountCents,
        order.currency,
        order.status,
      );
      if (!known) inserted += 1;
      else if (changes > 0) updated += 1;
    }
  });
  return { inserted, updated };
}

function record(
  database: DatabaseSync,
  shop: ShopClient,
  date: string,
  counts: { orders: number; inserted: number; updated: number },
): void {
  database
    .prepare('INSERT OR REPLACE INTO order_syncs VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      process.env.DROVER_RUN_ID ?? 'by hand',
      Number(process.env.DROVER_ATTEMPT ?? '1'),
      shop.platform,
      shop.shopId,
      date,
      counts.orders,
      counts.inserted,
      counts.updated,
    );
}
