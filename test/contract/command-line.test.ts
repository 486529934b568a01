/** The command line as its users call it, against a server with real HTTP. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import type { BatchResponse } from '../../src/contract/batch.ts';
import type { Batch } from '../../src/contract/batch-progress.ts';
import type { Run } from '../../src/contract/run.ts';
import type { SubmitResponse } from '../../src/contract/submit.ts';
import { drover, folder, json, server, withCommandLine } from '../support/command-line-world.ts';
import { testCaller } from '../support/test-caller.ts';

withCommandLine();

describe('submit', () => {
  test('a flow, its shop and parameters; a second time attaches', async () => {
    const args = [
      'submit',
      'sync_order',
      '--shop',
      'pdd:1001',
      '--param',
      'date=2026-11-22',
      '--param',
      'pages=3',
    ];
    const { run } = await json<SubmitResponse>([...args, '--priority', 'high', '--tag', 'a', '--tag', 'b']);
    expect(run).toMatchObject({
      flow: 'sync_order',
      platform: 'pdd',
      shopId: '1001',
      params: { date: '2026-11-22', pages: 3 },
      priority: 9,
      tags: ['a', 'b'],
      dedupeKey: '1001:2026-11-22',
    });
    const again = await drover(args);
    expect(again.out).toContain(run.id);
    expect(again.out).toContain('was already there');
    expect(again.code).toBe(0);
  });

  test('without a template, the same thing a second time attaches all the same', async () => {
    const first = await json<SubmitResponse>(['submit', 'note', '--shop', 'pdd:1001']);
    const second = await json<SubmitResponse>(['submit', 'note', '--shop', 'pdd:1001']);
    expect(second).toMatchObject({ deduplicated: true, run: { id: first.run.id } });
  });

  test('by platform and task type', async () => {
    const args = [
      'submit',
      '--platform',
      'pdd',
      '--task-type',
      'sync_order',
      '--shop',
      '1002',
      '--params',
      '{"date":"x"}',
    ];
    expect((await json<SubmitResponse>(args)).run).toMatchObject({ flow: 'sync_order', shopId: '1002' });
  });

  test('for every shop that is selected', async () => {
    const { code, out, err } = await drover(['submit', 'note', '--shops', 'platform=pdd']);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(2);
    expect(err).toMatch(/: 2 runs accepted, 0 already there, 0 refused\n$/);
    const again = await drover(['submit', 'note', '--shops', 'platform=pdd', '--lang', 'zh']);
    expect(again.err).toMatch(/：接受 0 个任务，已存在 2 个，拒绝 0 个\n$/);
  });

  test('for every shop: what all are refused for is told once, with the shops; no batch is made', async () => {
    const args = ['submit', 'sync_order', '--shops', 'all', '--param', 'pages=x'];
    const { code, out, err } = await drover(args);
    expect([code, out]).toEqual([1, expect.stringMatching(/^pdd:1001, pdd:1002: .*pages.*\n$/)]);
    expect(err).toBe('No batch was made: 2 runs refused, none accepted\n');
    const before = (await drover(['batches', 'ls'])).out;
    const told = JSON.parse((await drover([...args, '--json'])).out) as BatchResponse;
    expect(told.results).toMatchObject([
      { error: { code: 'invalid_params' }, platform: 'pdd', shopId: '1001' },
      { shopId: '1002' },
    ]);
    expect(told.batchId).toBeNull();
    expect((await drover(['batches', 'ls'])).out).toBe(before);
  });

  test('for every shop that has the job already: the batch shows no progress', async () => {
    const args = ['submit', 'note', '--shops', 'platform=pdd', '--json'];
    await drover(args);
    const { batchId } = JSON.parse((await drover(args)).out) as BatchResponse;
    expect((await drover(['batches', 'ls'])).out).toMatch(/note +- +0 +0 +0 +0 +0 /);
    const shown = await drover(['batches', 'show', batchId ?? '']);
    expect(shown.out).toMatch(/no run of its own; 2 were already there, 0 refused/);
  });

  test('an id that no shop has is named, exit 1; the others are served', async () => {
    const { code, out, err } = await drover(['submit', 'note', '--shops', 'platform=pdd,ids=1001+nope']);
    expect([code, out.split('\n')]).toEqual([
      1,
      [
        expect.stringMatching(/ note pdd:1001 /),
        expect.stringMatching(/^pdd:nope: No shop on platform "pdd" has the id "nope"/),
        '',
      ],
    ]);
    expect(err).toMatch(/: 1 run accepted, 0 already there, 1 refused\n$/);
    const [batch] = (await json<{ items: Batch[] }>(['batches', 'ls'])).items;
    expect(batch).toMatchObject({ flow: 'note', asked: 2, refused: 1, total: 1 });
    const paused = await drover(['shops', 'pause', '--shops', 'ids=1002+nope']);
    expect([paused.code, paused.out.startsWith('pdd:1002 is paused'), paused.err]).toEqual([
      1,
      true,
      'nope: no shop of this id fits the selection\n',
    ]);
  });

  test('for every shop with a business key that tells them apart', async () => {
    const keyed = (key: string) =>
      drover(['submit', 'note', '--shops', 'platform=pdd', '--dedupe-key', key, '--lang', 'zh']);
    expect(await keyed('q1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('请在“dedupeKey”里写上 {shop_id}') as string,
    });
    expect((await json<{ items: Run[] }>(['runs', 'ls'])).items).toEqual([]);
    const { code, out } = await keyed('{shop_id}:q1');
    expect([code, out.includes('已')]).toEqual([0, false]);
    const { items } = await json<{ items: Run[] }>(['runs', 'ls']);
    expect(items.map((run) => run.dedupeKey).sort()).toEqual(['1001:q1', '1002:q1']);
  });

  test('--wait ends with the run: 0 when it succeeded, 1 when it failed', async () => {
    const node = await server.node({ slots: 2 });
    const good = drover(['submit', 'note', '--shop', 'pdd:1001', '--wait']);
    const bad = drover(['submit', 'note', '--shop', 'pdd:1002', '--wait']);
    const ids = (await waiting(2)).map((run) => run.id);
    await Promise.all(ids.map((id) => node.starts(id)));
    const goodId = (await json<{ items: Run[] }>(['runs', 'ls', '--shop', 'pdd:1001'])).items[0]?.id ?? '';
    const badId = ids.find((id) => id !== goodId) ?? '';
    await node.finish(goodId);
    await node.finish(badId, {
      outcome: 'failed',
      code: 1,
      error: { type: 'BUSINESS', message: 'no stock' },
    });
    expect(await good).toMatchObject({ code: 0 });
    const failed = await bad;
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('BUSINESS: no stock');
  });

  test.each([
    [['submit'], 'say what to run'],
    [['submit', 'note', '--shop', 'a', '--shops', 'all'], 'either --shop or --shops'],
    [['submit', 'note', '--task-type', 'x'], 'either a flow or --task-type'],
    [['submit', 'note', '--platform', 'pdd', '--shop', 'temu:1'], 'differ'],
    [['submit', 'note', '--delay', '-5'], '--delay'],
    [['submit', 'note', '--param', 'x'], 'name=value'],
    [['submit', 'note', '--on-duplicate', 'attatch'], 'attach, queue'],
    [['submit', 'note', '--prioritty', '5'], 'Did you mean: --priority?'],
  ])('%j is a fault of its user', async (args, words) => {
    const { code, out, err } = await drover(args);
    expect(err).toContain(words);
    expect([code, out]).toEqual([2, '']);
    expect((await json<{ items: Run[] }>(['runs', 'ls'])).items).toEqual([]);
  });

  test('what the server refuses is told in its words, exit 1', async () => {
    const unknown = await drover(['submit', 'sync_ordr']);
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toContain('sync_order');
    const params = await drover([
      'submit',
      'sync_order',
      '--shop',
      'pdd:1001',
      '--param',
      'pages=many',
      '--json',
    ]);
    expect(params.code).toBe(1);
    expect(JSON.parse(params.err)).toMatchObject({ error: { code: 'invalid_params' } });
    const chinese = await drover(['submit', 'sync_ordr', '--lang', 'zh']);
    expect(chinese.err).toMatch(/^错误：没有流程“sync_ordr”。是不是“sync_order”？现有流程：/);
    const misfit = await drover(['submit', 'sync_order', '--param', 'pages=many', '--lang', 'zh']);
    expect(misfit.err).toMatch(/^错误：参数不符合流程 sync_order 的要求：.*\/pages 必须是整数/);
    const many = await drover(['submit', 'sync_order', '--shops', 'ids=none', '--lang', 'zh']);
    expect(many.err).toContain('没有符合条件的店铺，什么都没有提交。');
    const gone = await drover(['runs', 'show', 'run_none', '--lang', 'zh']);
    expect(gone.err).toBe('错误：没有任务“run_none”，可能已随旧的历史记录清理。\n');
  });
});

async function waiting(count: number): Promise<readonly Run[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Run[]>();
  const look = (): void => {
    void server.services.runs.list({ limit: 50, cursor: undefined }).then(({ items }) => {
      if (items.length >= count) resolve(items);
    });
  };
  const stop = server.liveBus.subscribe(look);
  look();
  try {
    return await promise;
  } finally {
    stop();
  }
}

describe('runs', () => {
  test('are listed, shown, explained, cancelled and retried', async () => {
    const { run } = await json<SubmitResponse>([
      'submit',
      'sync_order',
      '--shop',
      'pdd:1001',
      '--param',
      'date=1',
    ]);
    const list = await drover(['runs', 'ls', '--state', 'blocked,queued', '--shop', 'pdd:1001']);
    expect(list.out).toContain(run.id);
    expect((await drover(['runs', 'ls', '--state', '等待'])).out).toContain(run.id);
    expect((await drover(['schedules', 'ls'])).err).toMatch(/^There are no schedules\. Add one /);
    expect((await drover(['schedules', 'ls', '--text', 'x'])).err).toBe('There are no such schedules.\n');
    expect((await drover(['runs', 'ls', '--state', 'succeeded'])).err).toContain('No such runs.');
    const shown = await drover(['runs', 'show', run.id]);
    expect(shown.out).toContain('{"date":"1"}');
    expect(shown.err).toContain(`drover runs why ${run.id}`);
    const why = await drover(['runs', 'why', run.id]);
    expect(why.out).toMatch(/node/);
    expect((await drover(['runs', 'why', run.id, '--lang', 'zh'])).out).toMatch(/节点/);
    expect((await drover(['runs', 'cancel', run.id])).out).toBe(`${run.id} is cancelled.\n`);
    const retried = await json<{ run: Run }>(['runs', 'retry', run.id, '--param', 'pages=2']);
    expect(retried.run).toMatchObject({ retryOf: run.id, params: { date: '1', pages: 2 } });
    expect(await drover(['runs', 'show', 'run_absent'])).toMatchObject({ code: 1, out: '' });
  });

  test('logs are printed line by line, followed to the end of the run', async () => {
    const node = await server.node();
    const { run } = await json<SubmitResponse>(['submit', 'note']);
    await node.starts(run.id);
    await server.logs.append(run.id, 1, 0, [
      [Date.now(), 'out', 'first 第一'],
      [Date.now(), 'err', 'oh'],
    ]);
    const followed = drover(['runs', 'logs', '-f', run.id]);
    const ended = json<{ run: Run }>(['runs', 'show', run.id]);
    await ended;
    await server.logs.append(run.id, 1, 2, [[Date.now(), 'out', 'last']]);
    await node.finish(run.id);
    const { code, out } = await followed;
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => line.slice(9)),
    ).toEqual(['first 第一', 'oh', 'last']);
    const { out: lines } = await drover(['runs', 'logs', run.id, '--json']);
    expect(JSON.parse(lines.split('\n')[0] ?? '')).toMatchObject({ stream: 'out', text: 'first 第一' });
  });

  test('what a program says moves no cursor of a terminal', async () => {
    const node = await server.node();
    const { run } = await json<SubmitResponse>(['submit', 'note']);
    await node.starts(run.id);
    await server.logs.append(run.id, 1, 0, [[Date.now(), 'out', '\u001b[2Jcleared']]);
    await node.finish(run.id);
    const { out } = await drover(['runs', 'logs', run.id], { terminal: true });
    expect(out).not.toContain('\u001b[2J');
    expect(out).toContain('cleared');
  });
});

describe('shops, nodes, flows and tokens', () => {
  test('a shop is paused and resumed, as one word or two', async () => {
    expect((await drover(['shops', 'pause', 'pdd:1001', '--reason', 'stock-taking'])).code).toBe(0);
    const { out } = await drover(['shops', 'ls', '--paused']);
    expect(out).toContain('stock-taking');
    expect(out).not.toContain('pdd:1002');
    expect((await drover(['shops', 'resume', 'pdd', '1001'])).out).toBe('pdd:1001 is open again.\n');
    expect(await drover(['shops', 'pause', 'pdd:9'])).toMatchObject({ code: 1 });
    expect(await drover(['shops', 'pause', '1001'])).toMatchObject({ code: 2 });
  });

  test('several shops, or those that are selected, are paused and resumed, each told', async () => {
    const some = await drover(['shops', 'pause', 'pdd:1001', 'pdd:9', 'pdd:1002']);
    expect([some.code, some.out.match(/pdd:\d+ is paused/g)]).toEqual([
      1,
      ['pdd:1001 is paused', 'pdd:1002 is paused'],
    ]);
    expect(some.err).toMatch(/^pdd:9 {2}.*\n$/);
    const all = await drover(['shops', 'resume', '--shops', 'platform=pdd']);
    expect([all.code, all.out]).toEqual([0, 'pdd:1001 is open again.\npdd:1002 is open again.\n']);
    const one = await json<{ results: { shop: { id: string } }[] }>([
      'shops',
      'pause',
      '--shops',
      'ids=1002',
    ]);
    expect(one.results.map(({ shop }) => shop.id)).toEqual(['1002']);
    expect((await json<{ shop: { paused: null } }>(['shops', 'resume', 'pdd:1002'])).shop.paused).toBeNull();
    expect(await drover(['shops', 'pause', '--shops', 'ids=none'])).toMatchObject({ code: 1, out: '' });
    for (const args of [[], ['pdd:1001', '--shops', 'all'], ['pdd:1001', '1002']])
      expect((await drover(['shops', 'pause', ...args])).code).toBe(2);
    const { items } = await json<{ items: { paused: unknown }[] }>(['shops', 'ls', '--paused']);
    expect(items).toEqual([]);
  });

  test('a node is drained by its name', async () => {
    await server.node();
    const { items } = await json<{ items: { id: string; name: string }[] }>(['nodes', 'ls']);
    const [node] = items;
    expect((await drover(['nodes', 'drain', node?.name ?? ''])).code).toBe(0);
    expect((await drover(['nodes', 'ls'])).out).toContain('draining');
    expect((await drover(['nodes', 'resume', node?.id ?? ''])).code).toBe(0);
    expect((await drover(['nodes', 'ls'])).out).toContain('connected');
    expect(await drover(['nodes', 'drain', 'nobody'])).toMatchObject({ code: 1 });
  });

  test('flows are listed with their parameters', async () => {
    const { out } = await drover(['flows', 'ls']);
    expect(out).toMatch(/sync_order +\* sync_order +default +10m +0 +date pages/);
  });

  test('a token is made, alone on standard output, and works until it is revoked', async () => {
    const { out, err } = await drover(['token', 'create', 'erp', '--role', 'viewer']);
    expect(err).toContain('erp');
    const env = { DROVER_TOKEN: out.trim() };
    expect((await drover(['runs', 'ls'], { env })).code).toBe(0);
    expect((await drover(['submit', 'note'], { env })).code).toBe(1);
    const { items } = await json<{ items: { id: string; name: string }[] }>(['token', 'ls']);
    expect((await drover(['token', 'revoke', items.find((one) => one.name === 'erp')?.id ?? ''])).code).toBe(
      0,
    );
    const refused = await drover(['runs', 'ls'], { env });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('DROVER_TOKEN');
    expect(await drover(['token', 'create', 'x', '--role', 'boss'])).toMatchObject({ code: 2 });
  });
});

describe('finding the server', () => {
  test('none known: exit 3, and what to do', async () => {
    const caller = testCaller(['runs', 'ls'], { folder });
    expect(await runCommandLine(caller)).toBe(3);
    expect(caller.stderr()).toContain(join(folder, '.drover'));
    expect(caller.stderr()).toContain('drover up');
  });

  test('none that answers: exit 3', async () => {
    const { code, err } = await drover(['runs', 'ls'], { env: { DROVER_SERVER_URL: 'http://127.0.0.1:1' } });
    expect(code).toBe(3);
    expect(err).toContain('http://127.0.0.1:1');
  });

  test('by server.json and cli.token of the data folder; one whose process is gone is told', async () => {
    const file = (pid: number): void =>
      writeFileSync(
        join(folder, 'server.json'),
        JSON.stringify({ pid, url: server.url, startedAt: new Date().toISOString(), version: '0' }),
      );
    writeFileSync(join(folder, 'cli.token'), `${server.adminToken}\n`);
    file(process.pid);
    const env = { DROVER_DATA: folder };
    const found = testCaller(['runs', 'ls'], { folder, env });
    expect(await runCommandLine(found)).toBe(0);
    await server.close();
    // No process has the highest id that Linux can give.
    file(4_194_304);
    const gone = testCaller(['runs', 'ls'], { folder, env });
    expect(await runCommandLine(gone)).toBe(3);
    expect(gone.stderr()).toContain('its process 4194304 no longer runs');
  });

  test('something else that listens there is told as such', async () => {
    const { code, err } = await drover(['runs', 'ls'], {
      env: { DROVER_SERVER_URL: `${server.url}/elsewhere` },
    });
    expect(code).toBe(1);
    expect(err).not.toBe('');
  });
});
