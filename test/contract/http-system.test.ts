import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  queuesResponseSchema,
  stopAllAskedSchema,
  stopAllDoneSchema,
  systemSchema,
} from '../../src/contract/system.ts';
import { whySchema } from '../../src/contract/why.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ flows: [testFlow('note'), testFlow('slow', { pool: 'slow' })] });
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const submit = async (body: object = {}): Promise<string> =>
  (await server.call('POST', '/api/runs', { flow: 'note', ...body })).body.run.id;
const state = async (id: string): Promise<string> =>
  (await server.call('GET', `/api/runs/${id}`)).body.run.state;
const why = async (id: string) => whySchema.parse((await server.call('GET', `/api/runs/${id}/why`)).body);
const system = async () => systemSchema.parse((await server.call('GET', '/api/system')).body);

describe('maintenance mode', () => {
  it('lets nothing start, takes submissions, says so, and ends', async () => {
    const node = await server.node({ slots: 1 });
    const running = await submit();
    await node.starts(running);
    const on = await server.call('POST', '/api/system/maintenance', { on: true, note: '换服务器' });
    expect(on.body).toMatchObject({ maintenance: { by: 'admin', note: '换服务器' } });
    const waiting = await submit();
    await node.finish(running);
    const more = await submit({ platform: 'pdd', shopId: '1' });
    expect([await state(waiting), await state(more)]).toEqual(['queued', 'blocked']);
    expect(node.started).toEqual([]);
    const said = await why(waiting);
    expect(said.maintenance).toMatchObject({ note: '换服务器' });
    expect(said.sentence.zh).toContain('维护模式');
    expect(said.sentence.en).toMatch(/^Maintenance mode has been on for .* nothing new starts/);
    expect(said.estimate).toBeNull();
    expect((await system()).maintenance).toMatchObject({ by: 'admin' });
    // The first since stands.
    expect((await server.call('POST', '/api/system/maintenance', { on: true })).body).toEqual(on.body);

    expect((await server.call('POST', '/api/system/maintenance', { on: false })).body).toEqual({
      maintenance: null,
    });
    await node.starts(waiting);
    expect((await why(more)).maintenance).toBeNull();
    expect((await system()).maintenance).toBeNull();
  });

  it('and stopping all are for administrators', async () => {
    const { body } = await server.call('POST', '/api/tokens', { name: 'op', role: 'operator' });
    for (const path of ['maintenance', 'stop-all']) {
      expect(
        (await server.call('POST', `/api/system/${path}`, { on: true }, { token: body.secret })).status,
      ).toBe(403);
    }
  });
});

describe('stopping everything', () => {
  it('is asked first with what it would stop, and done once with the word that confirms it', async () => {
    const node = await server.node({ slots: 2 });
    const ids: string[] = [];
    for (let n = 0; n < 260; n++)
      ids.push(
        await submit({
          platform: 'pdd',
          shopId: `${n % 5}`,
          ...(n % 10 === 9 ? { delaySeconds: 3600 } : {}),
        }),
      );
    await expect.poll(() => node.started.length).toBe(2);
    const asked = await server.call('POST', '/api/system/stop-all');
    expect(asked.status).toBe(202);
    const { confirm, waiting, running } = stopAllAskedSchema.parse(asked.body);
    expect({ waiting, running }).toEqual({ waiting: 258, running: 2 });
    expect(node.cancelled).toEqual([]);
    expect((await server.call('POST', '/api/system/stop-all', { confirm: 'stop_other' })).body.code).toBe(
      'not_confirmed',
    );
    const done = await server.call('POST', '/api/system/stop-all', { confirm });
    expect(stopAllDoneSchema.parse(done.body)).toEqual({ cancelled: 258, stopping: 2 });
    expect(node.cancelled).toHaveLength(2);
    // Nothing started in the places that became free.
    expect(node.started).toHaveLength(2);
    for (const { run } of [...node.cancelled]) await node.finish(run, { outcome: 'cancelled', code: null });
    const page = await server.call('GET', '/api/runs?state=cancelled&limit=200');
    expect(page.body.nextCursor).not.toBeNull();
    expect((await system()).runs).toEqual({});
    expect((await server.call('POST', '/api/system/stop-all', { confirm })).status).toBe(409);
    const after = await submit();
    await node.starts(after);
  });
});

describe('queues', () => {
  it('show what runs, is queued and waits in each pool, and what holds it back since when', async () => {
    const node = await server.node({ slots: 1 });
    const first = await submit({ platform: 'pdd', shopId: '1' });
    await node.starts(first);
    await submit({ platform: 'pdd', shopId: '1' });
    await submit({ platform: 'pdd', shopId: '1' });
    await submit({ platform: 'pdd', shopId: '2' });
    await submit({ flow: 'slow' });
    await server.call('POST', '/api/shops/pdd/2/pause', { reason: 'closed' });
    const { items } = queuesResponseSchema.parse((await server.call('GET', '/api/queues')).body);
    expect(items).toMatchObject([
      {
        pool: 'default',
        running: 1,
        queued: 0,
        oldestQueuedAt: null,
        waiting: 3,
        blockers: [
          { key: 'shop:pdd:1', reason: 'full', waiting: 2 },
          { key: 'shop:pdd:2', reason: 'paused', note: 'closed', waiting: 1 },
        ],
      },
      { pool: 'slow', running: 0, waiting: 1, blockers: [{ kind: 'pool', reason: 'no_node', waiting: 1 }] },
    ]);
    expect(Date.parse(items[0]?.oldestWaitingAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(items[0]?.blockers[0]?.oldestAt).toBe(items[0]?.oldestWaitingAt);
  });
});

describe('the estimate of a waiting run', () => {
  it("comes from the median of its flow's latest runs, its place and the room; with fewer than five there is none", async () => {
    const node = await server.node({ slots: 1 });
    for (let n = 0; n < 5; n++) {
      const held = await submit({ platform: 'pdd', shopId: '1' });
      const waiting = await submit({ platform: 'pdd', shopId: '1' });
      await node.starts(held);
      expect((await why(waiting)).estimate).toBeNull();
      expect((await why(waiting)).sentence.en).not.toContain('estimated');
      await server.call('POST', `/api/runs/${waiting}/cancel`);
      await node.finish(held);
    }
    // As if they had taken 3 minutes and more.
    await server.store.write(async (tx) => {
      for (const [n, seq] of [1, 3, 5, 7, 9].entries()) {
        const run = await tx.run(seq);
        if (run !== undefined)
          await tx.updateRun(run, { startedAt: (run.endedAt ?? 0) - (180 + 60 * n) * 1000 });
      }
    });
    const holder = await submit({ platform: 'pdd', shopId: '1' });
    await node.starts(holder);
    await submit({ platform: 'pdd', shopId: '1' });
    const last = await submit({ platform: 'pdd', shopId: '1' });
    // Second in line of a room of one; the median is 5 minutes.
    expect(await why(last)).toMatchObject({ estimate: { seconds: 600, samples: 5 }, position: { ahead: 1 } });
    expect((await why(last)).sentence.en).toContain('Estimated: about 10 min.');
    expect((await why(last)).sentence.zh).toContain('估计约 10 分钟。');
    await server.call('POST', '/api/shops/pdd/1/pause');
    expect((await why(last)).estimate).toBeNull();
  });
});
