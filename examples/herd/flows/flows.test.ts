import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasPython } from '../find-python.ts';
import { type FinishedFlow, type FlowRun, runFlow, startFlow } from '../flow-process.ts';
import type { ShopStats } from '../site/back-office.ts';
import { seededOrders } from '../site/seeded-orders.ts';
import { herdShops } from '../site/shops.ts';
import { type RunningSite, startSite } from '../site/site.ts';

const date = '2026-11-22';
const python = hasPython();
const twins = ['sync_order.py', 'sync-order.ts'];

let folder: string;
let site: RunningSite;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'herd-test-'));
  site = await startSite({ port: 0, latencyMs: 0 });
});
afterEach(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

function flowRun(file: string, change: Partial<FlowRun> = {}): FlowRun {
  const database = join(folder, 'herd.db');
  return { file, siteUrl: site.url, database, platform: 'pdd', shopId: '1001', params: { date }, ...change };
}

function rows(database: string, table: string): unknown[] {
  const reader = new DatabaseSync(database, { readOnly: true });
  try {
    return reader.prepare(`SELECT * FROM ${table}`).all();
  } finally {
    reader.close();
  }
}

function write(database: string, sql: string): void {
  const writer = new DatabaseSync(database);
  writer.exec(sql);
  writer.close();
}

async function turn(switches: object, platform = 'pdd', shopId = '1001'): Promise<void> {
  const answer = await fetch(`${site.url}/admin/shops/${platform}/${shopId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(switches),
  });
  expect(answer.status).toBe(200);
}

async function statsOf(shopId: string): Promise<ShopStats> {
  const answer = await fetch(`${site.url}/admin/stats`);
  const { shops } = (await answer.json()) as { shops: ShopStats[] };
  const found = shops.find((shop) => shop.id === shopId);
  if (found === undefined) throw new Error(`no shop ${shopId}`);
  return found;
}

const outputOf = (flow: FinishedFlow): unknown =>
  flow.messages.find((message) => 'output' in message && !('step' in message))?.output;
const errorOf = (flow: FinishedFlow): unknown =>
  flow.messages.find((message) => 'error' in message && !('step' in message))?.error;

describe.each(twins)('%s', (file) => {
  describe.skipIf(file.endsWith('.py') && !python)('where its interpreter is there', () => {
    const orders = seededOrders('herd', herdShops.find((shop) => shop.id === '1001')!, date);

    test('brings every order of the day home, and changes nothing when run again', async () => {
      const run = flowRun(file);
      const first = await runFlow(run);
      expect(first.stderr).toBe('');
      expect(first.exitCode).toBe(0);
      expect(outputOf(first)).toEqual({ orders: orders.length, inserted: orders.length, updated: 0 });
      const content = rows(run.database, 'orders');
      expect(content).toHaveLength(orders.length);

      const second = await runFlow(run);
      expect(outputOf(second)).toEqual({ orders: orders.length, inserted: 0, updated: 0 });
      expect(rows(run.database, 'orders')).toEqual(content);
    });

    test('updates only what is different', async () => {
      const run = flowRun(file);
      await runFlow(run);
      const content = rows(run.database, 'orders');
      write(run.database, `UPDATE orders SET status = '?' WHERE order_id = '${orders[0]!.orderId}'`);
      expect(outputOf(await runFlow(run))).toEqual({ orders: orders.length, inserted: 0, updated: 1 });
      expect(rows(run.database, 'orders')).toEqual(content);
    });

    test('pairs the start and end of every step, and its progress ends at 1', async () => {
      const { messages } = await runFlow(flowRun(file));
      const steps = messages
        .filter((message) => 'step' in message)
        .map(({ step, id }) => `${String(step)} ${String(id)}`);
      const pages = Math.ceil(orders.length / 20);
      const ids = ['sign_in', ...Array.from({ length: pages }, (_, index) => `page_${index + 1}`)];
      expect(steps).toEqual(ids.flatMap((id) => [`start ${id}`, `end ${id}`]));
      expect(messages.filter((message) => 'progress' in message).at(-1)?.progress).toBe(1);
    });

    test('says LOGIN_EXPIRED when the shop lost its login', async () => {
      await turn({ loginLost: true });
      const flow = await runFlow(flowRun(file));
      expect(flow.exitCode).toBe(1);
      expect(errorOf(flow)).toEqual({
        type: 'LOGIN_EXPIRED',
        message: expect.stringContaining('login expired') as string,
      });
      expect(flow.messages.at(-2)).toMatchObject({
        step: 'end',
        id: 'sign_in',
        error: expect.any(String) as string,
      });
    });

    test('says LOGIN_EXPIRED when the login is lost in the middle', async () => {
      await site.close();
      site = await startSite({ port: 0, latencyMs: 400 });
      const flow = startFlow(flowRun(file));
      await flow.message((message) => message.id === 'page_1');
      await turn({ loginLost: true });
      expect(errorOf(await flow.finished)).toMatchObject({ type: 'LOGIN_EXPIRED' });
    });

    test('says TRANSIENT when the back office fails or is not there', async () => {
      await turn({ fail: true });
      const failed = await runFlow(flowRun(file));
      expect(failed.exitCode).toBe(1);
      expect(errorOf(failed)).toMatchObject({
        type: 'TRANSIENT',
        message: expect.stringContaining('500') as string,
      });

      await site.close();
      expect(errorOf(await runFlow(flowRun(file)))).toMatchObject({ type: 'TRANSIENT' });
    });

    test.each([{}, { date: '2026-02-30' }])('says BUSINESS for the parameters %o', async (params) => {
      expect(errorOf(await runFlow(flowRun(file, { params })))).toMatchObject({ type: 'BUSINESS' });
    });

    test('killed in the middle it leaves no overlap, and the next one completes the work', async () => {
      await site.close();
      site = await startSite({ port: 0, latencyMs: 400 });
      const flow = startFlow(flowRun(file));
      await flow.message((message) => message.id === 'page_1');
      flow.child.kill('SIGKILL');
      expect((await flow.finished).exitCode).toBeNull();
      await expect
        .poll(async () => (await statsOf('1001')).work, { timeout: 5_000 })
        .toMatchObject({ now: 0, abandoned: 1 });

      expect((await runFlow(flowRun(file))).exitCode).toBe(0);
      expect(rows(flowRun(file).database, 'orders')).toHaveLength(orders.length);
      expect((await statsOf('1001')).work).toEqual({
        now: 0,
        opened: 2,
        maxConcurrent: 1,
        overlaps: 0,
        abandoned: 1,
      });
    });
  });
});

describe.skipIf(!python)('the twins of sync_order', () => {
  test('write the same rows and send the same messages', async () => {
    const results = [];
    for (const file of twins) {
      const database = join(folder, `${file}.db`);
      const shops = herdShops.filter((shop) => ['1002', '2003', '3006'].includes(shop.id));
      const flows = [];
      for (const { platform, id: shopId } of shops) {
        const { messages, log } = await runFlow(
          flowRun(file, { database, platform, shopId, runId: `run-${shopId}` }),
        );
        flows.push({ log, messages: messages.map(withoutWorkId) });
      }
      results.push({ flows, orders: rows(database, 'orders'), syncs: rows(database, 'order_syncs') });
    }
    expect(results[0]).toEqual(results[1]);
    expect(results[0]?.orders.length).toBeGreaterThan(100);
    expect(results[0]?.syncs).toHaveLength(3);
  });
});

/** The number of the work session counts up over both twins. */
function withoutWorkId(message: object): object {
  return JSON.parse(
    JSON.stringify(message, (key, value: unknown) => (key === 'workId' ? undefined : value)),
  ) as object;
}

test('many robots may make and write one new database at once', async () => {
  const shops = herdShops.slice(0, 6);
  const flows = await Promise.all(
    shops.map(({ platform, id: shopId }, index) =>
      runFlow(
        flowRun(python && index % 2 === 0 ? 'sync_order.py' : 'sync-order.ts', {
          platform,
          shopId,
          runId: shopId,
        }),
      ),
    ),
  );
  expect(flows.map((flow) => flow.stderr)).toEqual(shops.map(() => ''));
  expect(rows(flowRun('').database, 'order_syncs')).toHaveLength(shops.length);
});

test('refresh-goods refreshes every product and brings the list home', async () => {
  const run = flowRun('refresh-goods.ts', { params: {} });
  const flow = await runFlow(run);
  const goods = rows(run.database, 'goods') as { refreshed_at: string }[];
  expect(goods.length).toBeGreaterThan(20);
  expect(outputOf(flow)).toEqual({ goods: goods.length, refreshed: goods.length });
  const latest = goods
    .map((item) => item.refreshed_at)
    .sort()
    .at(-1);
  expect((await statsOf('1001')).goodsRefreshedAt).toBe(latest);
});

test('batch-reply answers at most {param.limit}, then the others, and nobody twice', async () => {
  const run = flowRun('batch-reply.ts', { params: { limit: 2 } });
  expect(outputOf(await runFlow(run))).toEqual({ messages: 2, replied: 2 });
  const { replies } = await statsOf('1001');
  expect(replies).toMatchObject({ answered: 2, repeated: 0 });

  const rest = { ...run, params: {} };
  expect(outputOf(await runFlow(rest))).toEqual({
    messages: replies.messages - 2,
    replied: replies.messages - 2,
  });
  expect(outputOf(await runFlow(rest))).toEqual({ messages: 0, replied: 0 });
  expect((await statsOf('1001')).replies).toEqual({
    messages: replies.messages,
    answered: replies.messages,
    repeated: 0,
  });
  expect(rows(run.database, 'replies')).toHaveLength(replies.messages);
});
