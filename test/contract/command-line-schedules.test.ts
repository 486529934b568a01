/** `drover schedules`, against a server with real HTTP. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import type { Backfill, BackfillPreview } from '../../src/contract/backfill.ts';
import type { PageOf } from '../../src/contract/paging.ts';
import type { Fire, Schedule, ScheduleRunResponse, Slot, SlotWhy } from '../../src/contract/schedule.ts';
import type { Plan } from '../../src/contract/schedule-plan.ts';
import { testCaller } from '../support/test-caller.ts';
import { testSchedule } from '../support/test-schedule.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drover-cli-'));
  server = await startTestServer({
    flows: [testFlow('sync_order'), testFlow('report')],
    schedules: [
      testSchedule('orders', 'sync_order', { cron: '5 0 * * *', tags: ['daily'] }),
      testSchedule('report', 'report', { cron: '0 9 * * 1-5', enabled: false }),
      testSchedule('often', 'report', { cron: '* * * * * *', overlap: 'allow' }),
    ],
  });
  await server.node({ slots: 20 });
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function drover(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { DROVER_SERVER_URL: server.url, DROVER_TOKEN: server.adminToken };
  const caller = testCaller(args, { folder, env });
  const code = await runCommandLine(caller);
  return { code, out: caller.stdout(), err: caller.stderr() };
}

/** What a command prints with `--json`, as the contract names it. */
async function json<T>(...args: string[]): Promise<T> {
  const { out, err } = await drover('schedules', ...args, '--json');
  expect(err).toBe('');
  return JSON.parse(out) as T;
}

describe('drover schedules', () => {
  test('ls lists them with what they do and when, in both languages', async () => {
    const page = await json<PageOf<Schedule>>('ls');
    expect(page.items.map(({ name }) => name)).toEqual(['often', 'orders', 'report']);
    const zh = await drover('schedules', 'ls', '--lang', 'zh', '--tag', 'daily');
    const zone = new Date().getTimezoneOffset() === -480 ? '' : ' Asia/Shanghai';
    expect(zh.out).toMatch(/orders\s+启用\s+sync_order\s+\d{4}-\d\d-\d\d 00:05:00(?: \S+)?\s+-\s+.*00:05/);
    expect(zh.out).toContain(`00:05:00${zone} `);
    const off = await drover('schedules', 'ls', '--state', 'disabled');
    expect(off.out).toMatch(/report\s+disabled\s+report\s+-/);
    expect((await drover('schedules', 'ls', '--state', 'gone')).code).toBe(2);
  });

  test('next shows what is to come of one, of an expression, and of all', async () => {
    const one = await json<{ items: Fire[] }>('next', 'orders', '-n', '3');
    expect(one.items).toHaveLength(3);
    const cron = await drover(
      ...['schedules', 'next', '--cron', '0 9 * * 1', '--timezone', 'Asia/Shanghai'],
      ...['--from', '2026-03-01', '-n', '2'],
    );
    expect(cron.out).toContain('2026-03-02 09:00:00');
    expect(cron.out).toContain('2026-03-09 09:00:00');
    const all = await json<{ items: { scheduleId: string }[] }>('next', '-n', '25');
    expect(new Set(all.items.map(({ scheduleId }) => scheduleId))).toEqual(new Set(['often', 'orders']));
    expect((await drover('schedules', 'next', 'orders', '--every', '30m')).err).toContain('one of them');
    expect((await drover('schedules', 'next', 'order', '--lang', 'zh')).err).toContain('orders');
  });

  test('run, pause and resume change what it does', async () => {
    const ran = await json<ScheduleRunResponse>('run', 'orders', '--slot', '2026-03-02T00:05');
    expect(ran.runs).toMatchObject([{ flow: 'sync_order', scheduleId: 'orders' }]);
    const paused = await drover('schedules', 'pause', 'orders', 'often', '--note', '盘点', '--lang', 'zh');
    expect(paused.out).toBe('orders 已暂停。\noften 已暂停。\n');
    const { items } = await json<PageOf<Schedule>>('ls', '--state', 'paused');
    expect(items.map(({ paused: by }) => by?.note)).toEqual(['盘点', '盘点']);
    expect((await drover('schedules', 'resume', 'orders', 'often')).out).toContain('often goes on.');
  });

  test('slots and why tell what became of them', async () => {
    await server.services.scheduler.look();
    let page = await json<PageOf<Slot>>('slots', 'often', '--state', 'ran');
    while (page.items.length === 0) page = await json<PageOf<Slot>>('slots', 'often', '--state', 'ran');
    const at = page.items[0]?.at ?? '';
    expect((await drover('schedules', 'slots', '--limit', '1', '--lang', 'zh')).out).toContain('often');
    expect(await json<SlotWhy>('why', 'often', at)).toMatchObject({ kind: 'decided', slot: { at } });
    const why = await drover('schedules', 'why', 'report', '2026-03-02T09:00', '--lang', 'zh');
    expect(why.out).toContain('调度已停用');
  });

  test('plan shows the day', async () => {
    // Of today only what is still to come is in it.
    const tomorrow = ['--from', (await json<Plan>('plan', '--flow', 'sync_order')).to];
    const plan = await json<Plan>('plan', '--text', 'orders', ...tomorrow);
    expect(plan.totals).toMatchObject({ schedules: 1, slots: 1 });
    const week = await drover(
      ...['schedules', 'plan', '--week', '--flow', 'sync_order', '--lang', 'zh'],
      ...tomorrow,
    );
    expect(week.out).toContain('1 个调度的 7 个时点');
    expect(week.out).toMatch(/orders\s+7/);
    // Times of the zone that is named, wherever this machine is.
    const day = await drover('schedules', 'plan', '--flow', 'sync_order', ...tomorrow);
    expect(day.out).toMatch(/^\S+ 00:00:00 to \S+ 00:00:00 \(Asia\/Shanghai\)/);
    expect(day.out).toMatch(/^\S+ 00:00:00 +1 /m);
  });

  test('backfill tells what it would do, does it, and is followed', async () => {
    const range = ['--from', '2026-03-01', '--to', '2026-03-04'];
    const { preview } = await json<{ preview: BackfillPreview }>('backfill', 'orders', ...range, '--dry-run');
    expect(preview).toMatchObject({ slots: 3, takes: 3 });
    const dry = await drover('schedules', 'backfill', 'orders', ...range, '--dry-run', '--lang', 'zh');
    expect(dry.out).toContain('共 3 个时点，其中 3 个将运行');
    const { backfill } = await json<{ backfill: Backfill }>('backfill', 'orders', ...range, '--rate', '1');
    const ended = await json<{ backfill: Backfill }>('backfills', backfill.id, '--cancel', '--runs');
    expect(ended.backfill.state).toBe('cancelled');
    expect((await drover('schedules', 'backfills', '--schedule', 'orders')).out).toContain(backfill.id);
    expect((await drover('schedules', 'backfills', '--pause')).code).toBe(2);
  });

  test('backfill tells how much it is before it begins, and asks whoever can answer', async () => {
    const args = ['schedules', 'backfill', 'orders', '--from', '2026-04-01', '--to', '2026-04-04', '--all'];
    const made = async () => (await json<{ items: Backfill[] }>('backfills')).items;
    const asked = async (input: string, ...more: string[]) => {
      const env = { DROVER_SERVER_URL: server.url, DROVER_TOKEN: server.adminToken };
      const caller = testCaller([...args, ...more], { env, input, terminal: true });
      return { code: await runCommandLine(caller), err: caller.stderr() };
    };
    const before = (await made()).length;
    const no = await asked('\n');
    expect(no.err).toMatch(
      /^3 slots on 3 days would be run \(3 runs\); the first is of 2026-.*, the last of 2026-.*\.\nBegin\?/,
    );
    expect(no).toMatchObject({ code: 1, err: expect.stringMatching(/Nothing was begun\.\n$/) as string });
    expect(await made()).toHaveLength(before);
    const chinese = await asked('', '--lang', 'zh');
    expect(chinese.err).toMatch(
      /^将运行 3 天里的 3 个时点（3 个任务）；第一个是 .*\n开始吗？.*没有开始补跑。\n$/,
    );
    expect(await asked('y\n', '--at-once', '1')).toMatchObject({ code: 0 });
    const sure = await asked('', '--yes', '--at-once', '1');
    expect(sure).toMatchObject({ code: 0, err: expect.not.stringContaining('Begin') as string });
    const script = await drover(...args, '--at-once', '1');
    expect(script).toMatchObject({ code: 0, err: expect.stringContaining('3 slots on 3 days') as string });
    expect(await made()).toHaveLength(before + 3);
    for (const { id } of (await made()).slice(0, 3))
      await drover('schedules', 'backfills', id, '--cancel', '--runs');
    const none = await asked('y\n', '--to', '2026-04-01T00:00:01');
    expect(none).toEqual({ code: 0, err: 'No slot of that time is to be run.\nNothing was begun.\n' });
  });

  test('check reads the file without a server', async () => {
    const path = join(folder, 'drover.config.yaml');
    const file = (cron: string): string =>
      `flows:\n  - name: report\n    kind: command\n    command: ['true']\nschedules:\n  - name: morning\n    flow: report\n    cron: '${cron}'\n    timezone: Asia/Shanghai\n`;
    writeFileSync(path, file('0 9 * * 1-5'));
    const good = await drover('schedules', 'check', path);
    expect([good.code, good.err]).toEqual([0, '1 schedule, 0 warnings.\n']);
    expect(good.out.match(/\d{4}-\d\d-\d\d 09:00:00/g)).toHaveLength(3);
    writeFileSync(path, file('0 25 * * *'));
    const bad = await drover('schedules', 'check', path, '--lang', 'zh');
    expect([bad.code, bad.out]).toEqual([2, '']);
    expect(bad.err).toContain('cron');
  });
});
