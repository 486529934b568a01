import { step, type Values } from './drover-messages.ts';
import { ShopClient } from './shop-client.ts';

/**
 * Signs in to the run's shop, says there that work begins, does `work`, says that it ended. The site counts work that
 * overlaps in one shop. A run that fails leaves its session to the end of its connection.
 */
export async function workInShop(work: (shop: ShopClient) => Promise<Values>): Promise<Values> {
  const shop = new ShopClient();
  try {
    const { workId } = await step('sign_in', '登录后台', async () => {
      const name = await shop.signIn();
      const by = process.env.DROVER_RUN_ID ?? 'by hand';
      const session = await shop.post<{ workId: string }>('session', { action: 'open', by });
      return { shop: name, workId: session.workId };
    });
    const output = await work(shop);
    await shop.post('session', { action: 'close', workId });
    return output;
  } finally {
    shop.close();
  }
}
