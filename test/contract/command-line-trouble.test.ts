/** `drover dead`, `batches`, `system` and files of shops, against a server with real HTTP. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import type { Batch } from '../../src/contract/batch-progress.ts';
import type { BulkJob, DeadLetter, DeadLetterDetail } from '../../src/contract/dead-letter.ts';
import type { PageOf } from '../../src/contract/paging.ts';
import type { ShopImportResult } from '../../src/contract/shop-import.ts';
import type { SubmitResponse } from '../../src/contract/submit.ts';
import type { LinkNode } from '../support/link-node.ts';
import { testCaller } from '../support/test-caller.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

const dated = {
  type: 'object',
  properties: { date: { type: 'string' }, pages: { type: 'integer' } },
  required: ['date'],
};

let folder: string;
let server: TestServer;
let node: LinkNode;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drover-cli-'));
  const shops = ['1', '2', '3'].map((id) => ({
    platform: 'pdd',
    id,
    name: null,
    tags: [],
    owner: null,
    enabled: true,
    settings: {},
  }));
  server = await startTestServer({ flows: [testFlow('sync_order', { params: dated })], shops });
  node = await server.node({ slots: 20 });
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function drover(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const caller = testCaller(args, {
    folder,
    env: { DROVER_SERVER_URL: server.url, DROVER_TOKEN: server.adminToken },
  });
  const code = await runCommandLine(caller);
  return { code, out: caller.stdout(), err: caller.stderr() };
}

/** What a command prints with `--json`, as the contract names it. */
async function json<T>(...args: string[]): Promise<T> {
  const { out, err } = await drover(...args, '--json');
  expect(err).toBe('');
  return JSON.parse(out) as T;
}

async function failed(shop: string, message: string): Promise<string> {
  const { body } = await server.call('POST', '/api/runs', {
    flow: 'sync_order',
    platform: 'pdd',
    shopId: shop,
    params: { date: '2026-11-22', pages: 2 },
  });
  await node.starts(body.run.id);
  await node.finish(body.run.id, { outcome: 'failed', code: 1, error: { type: 'EXIT', message } });
  return body.run.id;
}
const open = async () => (await json<PageOf<DeadLetter>>('dead', 'ls')).items.length;

describe('dead', () => {
  test('lists, groups and shows', async () => {
    const run = await failed('1', 'Traceback\norder 7 was not found');
    await failed('2', 'order 8 was not found');
    const list = await drover('dead', 'ls', '--shop', 'pdd:1');
    expect(list.out).toContain(run);
    expect(list.out).toContain('EXIT: order 7 was not found');
    expect(list.out.trim().split('\n')).toHaveLength(2);
    expect((await drover('dead', 'ls', '--state', 'ignored')).err).toContain('No such dead letters');
    const groups = await drover('dead', 'groups', '--lang', 'zh');
    expect(groups.out).toContain('原因');
    expect(groups.out).toMatch(/^2 +2 +1 /m);
    const shown = await drover('dead', 'show', run);
    expect(shown.out).toContain('{"date":"2026-11-22","pages":2}');
    expect(shown.out).toMatch(/1 +failed +node-1/);
    expect(await drover('dead', 'show', 'dead_99')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no dead letter') as string,
    });
  });

  test('retries some, with changed parameters; again says what it became', async () => {
    const run = await failed('1', 'exit 1');
    const { results } = await json<{ results: SubmitResponse[] }>(
      'dead',
      'retry',
      run,
      '--param',
      'pages=5',
      '--note',
      'fixed',
    );
    expect(results[0]?.run).toMatchObject({ retryOf: run, params: { date: '2026-11-22', pages: 5 } });
    const again = await drover('dead', 'retry', run);
    expect(again.out).toContain(`was run again before, as ${results[0]?.run.id}`);
    expect((await json<DeadLetterDetail>('dead', 'show', run)).deadLetter).toMatchObject({
      state: 'retried',
      note: 'fixed',
    });
  });

  test('one whose business key another run holds is told as attached to that', async () => {
    const keyed = async (pages: number) => {
      const params = { date: '2026-11-22', pages };
      const body = { flow: 'sync_order', platform: 'pdd', shopId: '1', dedupeKey: 'k', params };
      return (await server.call('POST', '/api/runs', body)).body.run.id;
    };
    const died = await keyed(2);
    await node.starts(died);
    await node.finish(died, { outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'exit 1' } });
    const holder = await keyed(2);
    for (const command of ['dead', 'runs']) {
      const { code, out } = await drover(command, 'retry', died, '--param', 'pages=5');
      expect([code, out]).toEqual([
        0,
        `${died} makes no new run: ${holder} was already there, with other parameters.\n`,
      ]);
    }
  });

  test('retries many as a job, which can be looked at, cancelled and resumed', async () => {
    for (const shop of ['1', '2', '3']) await failed(shop, `exit ${shop}`);
    const { job } = await json<{ job: BulkJob }>(
      'dead',
      'retry',
      '--cause',
      'EXIT: exit <n>',
      '--rate',
      '1',
      '--param',
      'pages=9',
    );
    expect(job).toMatchObject({ total: 3, ratePerSecond: 1 });
    expect((await json<{ job: BulkJob }>('dead', 'jobs', job.id, '--cancel')).job.state).toBe('cancelled');
    expect((await drover('dead', 'jobs')).out).toContain('cancelled');
    expect((await drover('dead', 'jobs', job.id, '--resume')).out).toContain('running');
    expect((await json<{ job: BulkJob }>('dead', 'jobs', job.id, '--pause')).job.state).toBe('paused');
  });

  test('ignores and archives, by id or by what is selected', async () => {
    const runs = [await failed('1', 'exit 1'), await failed('2', 'exit 2'), await failed('3', 'no login')];
    expect((await drover('dead', 'ignore', runs[0] ?? '', '--note', 'known')).out).toContain('ignored');
    expect(await open()).toBe(2);
    await drover('dead', 'archive', '--all');
    await expect.poll(open).toBe(0);
    for (const args of [
      ['dead', 'ignore'],
      ['dead', 'archive', 'dead_1', '--all'],
      ['dead', 'jobs', '--cancel'],
      ['dead', 'retry', '--all', '--params', '{}'],
    ]) {
      expect([args, (await drover(...args)).code]).toEqual([args, 2]);
    }
  });
});

describe('several ids', () => {
  test('one that is unknown keeps none of the others from its turn; each is told, exit 1', async () => {
    const runs = [await failed('1', 'exit 1'), await failed('2', 'exit 2')];
    const [first = '', second = ''] = runs;
    const retried = await drover('runs', 'retry', first, 'run_none', second);
    expect([retried.code, retried.out.match(/^\S+ runs again as/gm)]).toEqual([
      1,
      runs.map((run) => `${run} runs again as`),
    ]);
    expect(retried.err).toMatch(/^run_none {2}.*\n$/);
    const again = [await failed('3', 'exit 3'), await failed('3', 'exit 4')];
    const left = await drover('dead', 'ignore', again[0] ?? '', 'dead_999', again[1] ?? '');
    expect([left.code, left.out.match(/ignored/g)?.length]).toEqual([1, 2]);
    expect(left.err).toMatch(/^dead_999 {2}.*\n$/);
    const told = await drover('dead', 'retry', 'dead_999', again[0] ?? '', '--json');
    expect(told.code).toBe(1);
    expect(JSON.parse(told.out)).toMatchObject({
      results: [{ run: { retryOf: again[0] } }],
      errors: [{ id: 'dead_999', code: 'unknown_dead_letter' }],
    });
    const { body } = await server.call('POST', '/api/runs', {
      flow: 'sync_order',
      params: { date: '2026-11-23' },
      delaySeconds: 60,
    });
    const cancelled = await drover('runs', 'cancel', 'run_none', body.run.id);
    expect([cancelled.code, cancelled.out]).toEqual([1, `${body.run.id} is cancelled.\n`]);
    expect(cancelled.err).toMatch(/^run_none {2}/);
  });
});

describe('batches', () => {
  test('are listed, shown, retried and cancelled', async () => {
    const { body } = await server.call('POST', '/api/runs/batch', {
      run: { flow: 'sync_order', params: { date: '2026-11-22' } },
      shops: {},
    });
    const [first] = body.results;
    await node.finish(first?.run.id ?? '', {
      outcome: 'failed',
      code: 1,
      error: { type: 'EXIT', message: 'exit 1' },
    });
    expect((await drover('batches', 'ls')).out).toMatch(
      new RegExp(`${body.batchId} +sync_order +33.3 % +3 +2 +1 +0 +0`),
    );
    const shown = await drover('batches', 'show', body.batchId);
    expect(shown.out).toContain('33.3 % of 3 runs');
    expect((await json<{ job: BulkJob }>('batches', 'retry', body.batchId)).job.total).toBe(1);
    await expect
      .poll(async () => (await json<{ batch: Batch }>('batches', 'show', body.batchId)).batch.counts.failed)
      .toBe(0);
    expect((await drover('batches', 'cancel', body.batchId)).out).toContain('being stopped');
    expect((await drover('batches', 'show', 'none')).code).toBe(1);
  });

  test('that were cancelled say so; retrying nothing makes no job, the cancelled ones are run on request', async () => {
    const { body } = await server.call('POST', '/api/runs/batch', {
      run: { flow: 'sync_order', params: { date: '2026-11-22' }, delaySeconds: 60 },
      shops: {},
    });
    await drover('batches', 'cancel', body.batchId);
    expect((await drover('batches', 'ls')).out).toMatch(/100 % +3 +0 +0 +3 +0 /);
    const nothing = await drover('batches', 'retry', body.batchId);
    expect([nothing.code, nothing.out]).toEqual([1, '']);
    expect(nothing.err).toContain(`3 cancelled runs can be run again: drover batches retry ${body.batchId}`);
    expect((await json<PageOf<BulkJob>>('dead', 'jobs')).items).toEqual([]);
    const again = await drover('batches', 'retry', body.batchId, '--cancelled');
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/runs 3 cancelled runs again/)]);
    await expect.poll(async () => (await drover('runs', 'ls', '--state', 'running')).out).toMatch(/pdd:3/);
    expect((await drover('batches', 'retry', body.batchId, '--cancelled')).code).toBe(1);
  });
});

test('who did it is told in the language of the user, the stored name stays', async () => {
  const made = await server.call('POST', '/api/tokens', { name: 'command line', role: 'operator' });
  const as = { token: made.body.secret };
  const shop = { platform: 'pdd', shopId: '8' };
  await server.call('PUT', '/api/shops/pdd/8', {});
  expect((await server.call('POST', '/api/shops/pdd/8/pause', {}, as)).status).toBe(200);
  const run = { flow: 'sync_order', params: { date: 'x' } };
  const { id, createdBy } = (await server.call('POST', '/api/runs', { ...run, ...shop }, as)).body.run;
  expect(createdBy).toBe('command line');
  const { batchId } = (await server.call('POST', '/api/runs/batch', { run, shops: {} }, as)).body;
  const told: readonly (readonly string[])[] = [
    ['runs', 'show', id],
    ['runs', 'why', id],
    ['batches', 'show', batchId],
    ['shops', 'ls'],
  ];
  for (const command of told) {
    expect((await drover(...command)).out, command.join(' ')).toContain('command line');
    const { out } = await drover(...command, '--lang', 'zh');
    expect(out, command.join(' ')).toContain('命令行');
    expect(out, command.join(' ')).not.toContain('command line');
  }
});

describe('files of shops', () => {
  test('are imported with their faults named, and exported', async () => {
    writeFileSync(join(folder, 'shops.csv'), 'platform,id,name\npdd,8,Eight\npdd,,None\n');
    const dry = await drover('shops', 'import', 'shops.csv', '--dry-run');
    expect(dry).toMatchObject({
      code: 1,
      out: expect.stringContaining('It would be: 1 made') as string,
      err: 'line 3, id: is empty\n',
    });
    const chinese = await drover('shops', 'import', 'shops.csv', '--dry-run', '--lang', 'zh');
    expect(chinese.err).toMatch(/^第 3 行.*不能为空\n$/);
    expect(await json<ShopImportResult>('shops', 'import', 'shops.csv')).toMatchObject({
      created: 1,
      faulty: 1,
      dryRun: false,
    });
    expect((await drover('shops', 'export', 'out.csv', '--text', 'Eight')).code).toBe(0);
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe(
      '\u{feff}platform,id,name,tags,owner,enabled\r\npdd,8,Eight,,,true\r\n',
    );
    expect((await drover('shops', 'export')).out.split('\r\n')).toHaveLength(6);
    expect((await drover('shops', 'import', 'nowhere.csv')).code).toBe(2);
  });
});

describe('a file of shops that can not be read as it is', () => {
  const imported = async (content: string | Buffer) => {
    writeFileSync(join(folder, 'shops.csv'), content);
    return (await drover('shops', 'import', 'shops.csv')).err;
  };
  test('is refused with the option that mends it', async () => {
    const gbk = Buffer.from([0xb5, 0xea, 0xc6, 0xcc]);
    expect(await imported(Buffer.concat([Buffer.from('platform,id,name\npdd,8,'), gbk]))).toContain(
      '--charset gbk',
    );
    expect(await imported('id,name\n8,Eight\n')).toContain('--platform pdd');
    expect(await imported('platform,id,name\npdd,8,a,b\n')).toMatch(/^line 2: has 4 cells/);
  });
});

describe('system', () => {
  test('shows how it stands, goes into maintenance and out of it', async () => {
    expect((await drover('system', 'maintenance', 'on', '--reason', 'new disk')).out).toContain(
      'nothing new starts',
    );
    await server.call('POST', '/api/runs', { flow: 'sync_order', params: { date: 'x' } });
    const status = await drover('system', 'status');
    expect(status.out).toContain('admin · new disk');
    expect((await drover('runs', 'ls')).out).toMatch(/queued .*maintenance mode new disk$/m);
    const doctor = await drover('doctor');
    expect(doctor.out).toMatch(/^! maintenance mode is on, .*admin · new disk\n.*maintenance off$/m);
    expect(doctor.out).not.toContain('All is well');
    expect(status.out).toMatch(/default +0 +1 +0/);
    expect((await drover('system', 'maintenance', 'off', '--lang', 'zh')).out).toContain('维护模式已关闭');
    expect((await drover('system', 'status', '--lang', 'zh')).out).toContain('关闭');
  });

  test('stops everything only with --yes', async () => {
    await server.call('POST', '/api/runs', { flow: 'sync_order', delaySeconds: 60, params: { date: 'x' } });
    const asked = await drover('system', 'stop-all');
    expect(asked).toMatchObject({
      code: 1,
      err: expect.stringContaining('cancel 1 waiting run and stop 0 running ones') as string,
    });
    expect((await drover('system', 'stop-all', '--yes')).out).toBe('1 cancelled, 0 being stopped.\n');
  });
});
