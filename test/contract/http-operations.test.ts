import { afterEach, describe, expect, it } from 'vitest';
import { flowPageSchema } from '../../src/contract/flow.ts';
import { nodePageSchema, nodeResponseSchema } from '../../src/contract/node.ts';
import { shopPageSchema, shopResponseSchema } from '../../src/contract/shop.ts';
import { type Why, whySchema } from '../../src/contract/why.ts';
import {
  startTestServer,
  type TestServer,
  type TestServerOptions,
  testFlow,
} from '../support/test-server.ts';

let server: TestServer;
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const start = async (options: TestServerOptions = {}): Promise<void> => {
  server = await startTestServer({ flows: [testFlow('note'), testFlow('other')], ...options });
};
const submit = async (body: object): Promise<string> =>
  (await server.call('POST', '/api/runs', { flow: 'note', ...body })).body.run.id;
const why = async (id: string): Promise<Why> => {
  const answer = await server.call('GET', `/api/runs/${id}/why`);
  expect(answer.status).toBe(200);
  const parsed = whySchema.parse(answer.body);
  for (const words of [parsed.sentence, parsed.remedy]) {
    if (words === null) continue;
    // Each language's words are in that language, and whole.
    expect(words.en).not.toMatch(/undefined|null|NaN|[\u4e00-\u9fff]/);
    expect(words.zh).not.toMatch(/undefined|null|NaN/);
    expect(words.zh).toMatch(/[\u4e00-\u9fff]/);
  }
  return parsed;
};
const inShop = { platform: 'pdd', shopId: '1001' };

describe('why a run is not running', () => {
  it('names the run that holds its shop, since when and on which node', async () => {
    await start();
    const node = await server.node({ id: 'robot-7' });
    const first = await submit(inShop);
    await node.starts(first);
    const second = await submit(inShop);
    const third = await submit(inShop);
    const said = await why(third);
    expect(said).toMatchObject({
      state: 'blocked',
      blocker: { key: 'shop:pdd:1001', kind: 'shop', reason: 'full', room: 1 },
      holders: [{ runId: first, flow: 'note', state: 'running', node: 'robot-7' }],
      position: { ahead: 1, total: 2 },
    });
    expect(said.since).not.toBeNull();
    expect(said.sentence.en).toContain(
      `shop pdd 1001 is in use by run ${first} (note), running on robot-7 for`,
    );
    expect(said.sentence.en).toContain('1 more goes before it');
    expect(said.sentence.zh).toContain('店铺「pdd 1001」正被占用');
    expect((await why(second)).remedy?.en).toMatch(
      /^It starts by itself when run .* ends, at the latest in (10m|9m)/,
    );
    expect((await why(first)).sentence.en).toMatch(/^It is running: on robot-7 for/);
    await node.finish(first);
    await node.starts(second);
    expect((await why(third)).holders[0]?.runId).toBe(second);
    expect((await why(first)).sentence.en).toBe('It has ended: it succeeded.');
  });

  it('says that its shop is paused, by whom and why', async () => {
    await start();
    await server.node();
    await server.call('PUT', '/api/shops/pdd/1001', {});
    await server.call('POST', '/api/shops/pdd/1001/pause', { reason: 'stocktaking' });
    const said = await why(await submit(inShop));
    expect(said.blocker).toMatchObject({ kind: 'shop', reason: 'paused', note: 'stocktaking' });
    expect(said.sentence.en).toMatch(
      /^Not started: shop pdd 1001 has been paused for .* \(by admin: stocktaking\)\.$/,
    );
    expect(said.remedy?.en).toContain('Resume the shop');
  });

  it('says that its shop lost its login', async () => {
    await start();
    const node = await server.node();
    const id = await submit(inShop);
    await node.finish(id, {
      outcome: 'failed',
      code: 1,
      error: { type: 'LOGIN_EXPIRED', message: 'cookie gone' },
    });
    const said = await why(id);
    expect(said.sentence.zh).toContain('登录失效：cookie gone');
    expect(said.remedy?.en).toContain('Sign in to the shop again');
  });

  it('says what no node has, and what those connected lack', async () => {
    await start({ flows: [testFlow('note', { tags: ['win'], pool: 'desktop' }), testFlow('other')] });
    const id = await submit({});
    expect((await why(id)).sentence.en).toBe(
      'Not started: no node can execute it (it needs pool desktop, flow note, tags win); no node is connected.',
    );
    await server.node({ id: 'robot-1', flows: [{ name: 'other', kind: 'command', hash: 'x' }] });
    const said = await why(id);
    expect(said.blocker).toMatchObject({ kind: 'pool', reason: 'no_node' });
    expect(said.nodes).toEqual([
      { name: 'robot-1', slots: 5, busy: 0, lacks: ['pool:desktop', 'tag:win', 'flow:note'] },
    ]);
    expect(said.sentence.en).toContain(
      'connected: robot-1 lacks pool desktop, lacks tag win, lacks flow note',
    );
    expect(said.remedy?.zh).toContain('执行池 desktop、流程 note、标签 win');
  });

  it('counts the slots that a run waits for', async () => {
    await start();
    const node = await server.node({ slots: 1 });
    await node.starts(await submit({}));
    const said = await why(await submit({}));
    expect(said.blocker).toMatchObject({ kind: 'pool', reason: 'full' });
    expect(said.sentence.en).toBe('Waiting for a slot: 1 node can execute it, with 1 of 1 slots in use.');
  });

  it('names the limit of a flow, and the run that does the same job', async () => {
    await start({ limits: { 'flow:note': 2 } });
    const node = await server.node();
    const [a, b] = [await submit({ dedupeKey: 'job' }), await submit({})];
    await node.starts(a);
    await node.starts(b);
    const limited = await why(await submit({}));
    expect(limited.blocker).toMatchObject({ key: 'flow:note', kind: 'flow', room: 2 });
    expect(limited.holders.map((holder) => holder.runId)).toEqual([a, b]);
    expect(limited.sentence.en).toContain('flow note takes 2 runs at once and is full');
    const behind = await why(await submit({ dedupeKey: 'job', onDuplicate: 'queue' }));
    expect(behind.blocker?.kind).toBe('business');
    expect(behind.holders).toMatchObject([{ runId: a, state: 'running' }]);
    expect(behind.sentence.en).toContain(`already being done by run ${a}`);
  });

  it('says when a run is due, or tried again', async () => {
    await start({ flows: [testFlow('note', { retry: { max: 2, delays: [600] } })] });
    const node = await server.node();
    const later = await why(await submit({ delaySeconds: 3600 }));
    expect(later.dueAt).not.toBeNull();
    expect(later.sentence.en).toMatch(/^Not due yet: it starts in (59m|1h)/);
    const id = await submit({});
    await node.finish(id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'boom' } });
    const again = await why(id);
    expect(again.state).toBe('retrying');
    expect(again.sentence.en).toMatch(
      /^To be retried: 1\/3 failures \(EXIT: boom\); the next try is in (9m|10m)/,
    );
  });
});

describe('shops', () => {
  const shops = [
    {
      platform: 'pdd',
      id: '1001',
      name: '一号店',
      tags: ['big'],
      owner: null,
      enabled: true,
      settings: { a: 1 },
    },
  ];

  it('come from the file, from the API and from their first run', async () => {
    await start({ shops });
    const made = await server.call('PUT', '/api/shops/temu/7', { name: 'Seven', tags: ['small'] });
    expect(made.status).toBe(201);
    await submit({ platform: 'jd', shopId: 'x1' });
    const { items } = shopPageSchema.parse((await server.call('GET', '/api/shops')).body);
    expect(items.map((shop) => [shop.platform, shop.id, shop.origin])).toEqual([
      ['jd', 'x1', 'discovered'],
      ['pdd', '1001', 'file'],
      ['temu', '7', 'api'],
    ]);
    const changed = await server.call('PUT', '/api/shops/temu/7', { owner: '小王', enabled: false });
    expect(changed.status).toBe(200);
    expect(shopResponseSchema.parse(changed.body).shop).toMatchObject({
      name: 'Seven',
      tags: ['small'],
      owner: '小王',
      enabled: false,
    });
    const page = await server.call('GET', '/api/shops?limit=1&cursor=jd%3Ax1');
    expect(page.body).toMatchObject({ items: [{ id: '1001' }], nextCursor: 'pdd:1001' });
    expect((await server.call('GET', '/api/shops?enabled=false')).body.items).toHaveLength(1);
    expect((await server.call('GET', '/api/shops?tag=big')).body.items).toHaveLength(1);
    expect(await server.call('GET', '/api/shops?platfrm=pdd')).toMatchObject({
      status: 400,
      body: { code: 'unknown_filter' },
    });
    expect(await server.call('GET', '/api/shops/pdd/none')).toMatchObject({
      status: 404,
      body: { code: 'unknown_shop' },
    });
    expect(await server.call('PUT', '/api/shops/PDD/none', {})).toMatchObject({
      status: 400,
      body: { code: 'bad_request' },
    });
  });

  it('of the file are written once, and keep room of their own', async () => {
    await start({ shops });
    await server.call('PUT', '/api/shops/pdd/1001', { limit: 3, name: 'changed' });
    await server.services.shops.importFile(shops);
    expect((await server.call('GET', '/api/shops/pdd/1001')).body.shop).toMatchObject({
      name: '一号店',
      limit: 3,
      origin: 'file',
    });
  });

  it('are paused and resumed; what waits goes on', async () => {
    await start({ shops });
    const node = await server.node();
    const paused = await server.call('POST', '/api/shops/pdd/1001/pause', { reason: 'check' });
    expect(shopResponseSchema.parse(paused.body).shop.paused).toMatchObject({
      by: 'admin',
      reason: 'check',
      cause: 'person',
    });
    const second = await server.call('POST', '/api/shops/pdd/1001/pause');
    expect(second.body.shop.paused?.reason).toBe('check');
    const id = await submit(inShop);
    expect((await server.call('GET', `/api/runs/${id}`)).body.run.state).toBe('blocked');
    expect((await server.call('GET', '/api/shops?paused=true')).body.items).toHaveLength(1);
    expect((await server.call('POST', '/api/shops/pdd/1001/resume')).body.shop.paused).toBeNull();
    await node.starts(id);
    for (const action of ['pause', 'resume']) {
      expect(await server.call('POST', `/api/shops/pdd/none/${action}`)).toMatchObject({
        status: 404,
        body: { code: 'unknown_shop' },
      });
    }
  });

  it('take room of their own, and go back to the configured one', async () => {
    await start({ shops });
    const node = await server.node();
    const ids = [await submit(inShop), await submit(inShop), await submit(inShop)];
    await node.starts(ids[0]!);
    await server.call('PUT', '/api/shops/pdd/1001', { limit: 2 });
    await node.starts(ids[1]!);
    expect((await why(ids[2]!)).blocker).toMatchObject({ room: 2 });
    await server.call('PUT', '/api/shops/pdd/1001', { limit: null });
    expect((await why(ids[2]!)).blocker).toMatchObject({ room: 1 });
    await node.finish(ids[0]!);
    expect((await server.call('GET', `/api/runs/${ids[2]!}`)).body.run.state).toBe('blocked');
    await server.call('PUT', '/api/shops/pdd/1001', { limit: 0 });
    expect((await why(ids[2]!)).sentence.en).toBe('Not started: the limit of shop pdd 1001 is 0.');
  });
});

describe('nodes', () => {
  it('are listed as they stand, drained and set to work again', async () => {
    await start();
    const node = await server.node({
      id: 'robot-1',
      flows: [
        { name: 'note', kind: 'command', hash: 'older' },
        { name: 'other', kind: 'command', hash: 'hash-other' },
      ],
    });
    const running = await submit({});
    await node.starts(running);
    const [shown] = nodePageSchema.parse((await server.call('GET', '/api/nodes')).body).items;
    expect(shown).toMatchObject({
      id: 'robot-1',
      state: 'connected',
      slots: 5,
      busy: 1,
      pools: ['default'],
      flows: [
        { name: 'note', outdated: true },
        { name: 'other', outdated: false },
      ],
    });

    const drained = await server.call('POST', '/api/nodes/robot-1/drain');
    expect(nodeResponseSchema.parse(drained.body).node).toMatchObject({ state: 'draining', draining: true });
    const waiting = await submit({});
    const said = await why(waiting);
    expect(said.nodes).toMatchObject([{ lacks: ['draining'] }]);
    expect(said.sentence.en).toContain('robot-1 is draining');
    await server.call('POST', '/api/nodes/robot-1/resume');
    await node.starts(waiting);

    node.disconnect();
    expect((await server.call('GET', '/api/nodes?state=reconnecting')).body.items).toHaveLength(1);
    expect(await server.call('POST', '/api/nodes/robot-9/drain')).toMatchObject({
      status: 404,
      body: { code: 'unknown_node' },
    });
    expect(await server.call('GET', '/api/nodes?state=asleep')).toMatchObject({ status: 400 });
  });
});

describe('flows', () => {
  it('are listed without their programs', async () => {
    await start();
    const page = flowPageSchema.parse((await server.call('GET', '/api/flows?limit=1')).body);
    expect(page).toMatchObject({ items: [{ name: 'note', timeoutSeconds: 600 }], nextCursor: 'note' });
    expect(page.items[0]).not.toHaveProperty('program');
    expect((await server.call('GET', '/api/flows?cursor=note')).body).toMatchObject({
      items: [{ name: 'other' }],
      nextCursor: null,
    });
    expect((await server.call('GET', '/api/flows/note')).body.flow.name).toBe('note');
    expect(await server.call('GET', '/api/flows/notes')).toMatchObject({
      status: 404,
      body: { code: 'unknown_flow', didYouMean: 'note' },
    });
    expect(await server.call('GET', '/api/flows?cursor=zzz')).toMatchObject({
      status: 400,
      body: { code: 'bad_cursor' },
    });
  });
});
