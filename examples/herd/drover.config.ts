/**
 * The example herd: 20 shops on 3 platforms and three flows that work in them. See README.md beside this file.
 *
 * Environment: HERD_SITE_URL (where the example site listens) and HERD_DB (the database that the flows write) are passed
 * on to the flows when they are set.
 */
import { extname, join } from 'node:path';
import { defineConfig, script } from '../../src/sdk/define-config.ts';
import { hasPython } from './find-python.ts';
import { herdShops } from './site/shops.ts';

const flow = (file: string): string => join(import.meta.dirname, 'flows', file);
/** `.ts`, or `.js` in the published package. */
const ending = extname(import.meta.url);

const env = Object.fromEntries(
  ['HERD_SITE_URL', 'HERD_DB'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  }),
);

export default defineConfig({
  flows: [
    script({
      name: 'sync_order',
      title: '同步订单 Sync orders',
      description: '把店铺一天的订单取回并写入数据库；重复运行不会重复写入。',
      match: { platform: '*', taskType: 'sync_order' },
      entry: flow(hasPython() ? 'sync_order.py' : `sync-order${ending}`),
      env,
      params: {
        type: 'object',
        properties: { date: { type: 'string', format: 'date', title: '日期 Date' } },
        required: ['date'],
        additionalProperties: false,
      },
      timeout: '5m',
      retry: { max: 2, delays: ['10s', '30s'] },
      expected: '24h',
      dedupe: '{shop_id}:{param.date}',
      manualMinutes: 8,
    }),
    script({
      name: 'refresh_goods',
      title: '刷新商品 Refresh goods',
      description: '刷新店铺的全部商品，并把列表写入数据库。',
      match: { platform: '*', taskType: 'refresh_goods' },
      entry: flow(`refresh-goods${ending}`),
      env,
      params: { type: 'object', additionalProperties: false },
      timeout: '5m',
      retry: { max: 2, delays: ['10s', '30s'] },
      dedupe: '{shop_id}',
      manualMinutes: 5,
    }),
    script({
      name: 'batch_reply',
      title: '批量回复 Reply to customers',
      description: '回复店铺里等待的客户消息；同一条消息不会回复两次。',
      match: { platform: '*', taskType: 'batch_reply' },
      entry: flow(`batch-reply${ending}`),
      env,
      params: {
        type: 'object',
        properties: { limit: { type: 'integer', minimum: 1, maximum: 100, title: '最多回复 At most' } },
        additionalProperties: false,
      },
      timeout: '5m',
      retry: { max: 2, delays: ['10s', '30s'] },
      dedupe: '{shop_id}',
      manualMinutes: 10,
    }),
  ],
  limits: { 'shop:*': 1, 'platform:pdd': 4 },
  shops: herdShops.map(({ platform, id, name, tags }) => ({ platform, id, name, tags: [...tags] })),
});
