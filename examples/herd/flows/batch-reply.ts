/**
 * Answers the customers who wait in a shop, at most {param.limit} of them. A message that was answered is not open any
 * more, so running it again answers nobody twice.
 */
import { log, progress, runFlow, step } from './drover-messages.ts';
import { openDatabase } from './herd-database.ts';
import type { ShopClient, ShopPage } from './shop-client.ts';
import { workInShop } from './shop-work.ts';

interface Message {
  readonly messageId: string;
  readonly customer: string;
  readonly text: string;
}

/** What to say when a question holds a word; the last is for all others. */
const answers: readonly (readonly [RegExp, string])[] = [
  [/发货/, '亲，48 小时内发货，请放心～'],
  [/地址/, '亲，未发货前可以修改，请把新地址发来。'],
  [/退款/, '亲，非常抱歉，请在订单页申请售后，我们马上处理。'],
  [/快递/, '亲，已催促快递，今天会更新物流。'],
  [/发票/, '亲，可以开电子发票，请提供抬头和税号。'],
  [/(?:)/, '亲，感谢咨询，客服马上为您解答。'],
];

await runFlow(({ limit }) =>
  workInShop(async (shop) => {
    const messages = await openMessages(shop, typeof limit === 'number' ? limit : 100);
    for (const [index, message] of messages.entries()) {
      await answer(shop, message);
      progress((index + 1) / messages.length, `${index + 1}/${messages.length} 条`);
    }
    return { messages: messages.length, replied: messages.length };
  }),
);

async function openMessages(shop: ShopClient, limit: number): Promise<readonly Message[]> {
  let open: readonly Message[] = [];
  await step('list', '读取待回复消息', async () => {
    const { items } = await shop.get<ShopPage<Message>>('messages', { open: '1', pageSize: '100' });
    open = items;
    return { open: items.length };
  });
  return open.slice(0, limit);
}

async function answer(shop: ShopClient, message: Message): Promise<void> {
  const text = answers.find(([words]) => words.test(message.text))?.[1] ?? '';
  await step(
    `reply_${message.messageId}`,
    `回复 ${message.customer}`,
    async () => {
      const sent = await shop.post<{ reply: string; duplicate: boolean }>(
        `messages/${encodeURIComponent(message.messageId)}/reply`,
        { text },
      );
      // What the customer saw: another robot's reply, if that one came first.
      save(shop, message, sent.reply);
      if (sent.duplicate) log(`${message.messageId} 已有人回复过`);
      return { duplicate: sent.duplicate };
    },
    { text: message.text },
  );
}

function save(shop: ShopClient, message: Message, reply: string): void {
  const database = openDatabase();
  try {
    database
      .prepare('INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?)')
      .run(shop.platform, shop.shopId, message.messageId, message.text, reply);
  } finally {
    database.close();
  }
}
