/** Usage and configuration on the command line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drover, folder, json, withCommandLine } from '../support/command-line-world.ts';

withCommandLine();

describe('usage', () => {
  test.each([
    [['rnus', 'ls'], 'unknown command rnus. Did you mean: runs?'],
    [['runs', 'lst'], 'Did you mean: ls?'],
    [['runs', 'ls', '--stat', 'x'], 'Did you mean: --state?'],
    [['runs', 'show'], 'id is missing'],
    [['runs', 'ls', '--limit'], 'needs a value'],
    [['runs', 'show', 'a', 'b'], 'too many arguments'],
    [['token', 'create', 'erp'], '--role <role> is required'],
    [['token', 'create', 'erp', '--lang', 'zh'], '错误：缺少必填的选项 --role <role>\n'],
    [['runs', 'ls', '--lang', 'fr'], '--lang must be zh or en'],
    [['runs', 'ls', '--limit', '500'], 'from 1 to 200'],
  ])('%j: exit 2', async (args, words) => {
    const { code, out, err } = await drover(args);
    expect(err).toContain(words);
    expect([code, out]).toEqual([2, '']);
  });

  test('every command has help in both languages', async () => {
    for (const [language, word] of [
      ['en', 'Usage:'],
      ['zh', '用法：'],
    ] as const) {
      const { code, out } = await drover(['runs', 'logs', '--help', '--lang', language]);
      expect(code).toBe(0);
      expect(out).toContain(word);
      expect(out).toContain('--follow');
    }
  });

  test.each([
    [['runs', 'why'], 'See: drover runs why --help'],
    [['--lang', 'en', 'system', 'maintenance', 'on', '--nte'], 'See: drover system maintenance on --help'],
    [['submit', 'x', '--priority', 'ultra'], '--priority must be high, normal, low or 0 to 9'],
    [['submit', 'x', '--expires', '0s'], '--expires: 0s is no time at all'],
    [['submit', 'x', '--timeout', '999d'], '--timeout: 999d is too long; at most 400d'],
  ])('%j is told what is to be changed', async (args, told) => {
    const { code, err } = await drover(args);
    expect([code, err]).toEqual([2, expect.stringContaining(told)]);
  });

  test('--json tells faults as JSON too', async () => {
    const { err } = await drover(['runs', 'ls', '--json', '--nope']);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'usage' } });
  });
});

describe('config check', () => {
  test('a script that is not there is a fault with its place, for doctor too', async () => {
    const config = join(folder, 'lacking.json');
    writeFileSync(config, JSON.stringify({ flows: [{ kind: 'script', name: 'a', entry: 'none.py' }] }));
    const place = `lacking.json flows[0] (a).entry: no such file: ${join(folder, 'none.py')}`;
    const check = await drover(['config', 'check', 'lacking.json']);
    expect([check.code, check.err.includes(place)]).toEqual([2, true]);
    const doctor = await drover(['doctor'], { env: { DROVER_CONFIG: config } });
    expect([doctor.code, doctor.out.includes(place)]).toEqual([1, true]);
  });

  test('lists every fault, exit 2; a good file is good', async () => {
    writeFileSync(
      join(folder, 'bad.json'),
      JSON.stringify({
        flows: [
          { kind: 'command', name: 'a b', command: [] },
          { kind: 'command', name: 'ok', command: ['true'], timout: '5s', retry: { max: -1 } },
        ],
        limits: { 'shops:*': 1 },
      }),
    );
    const bad = await drover(['config', 'check', 'bad.json']);
    expect(bad.code).toBe(2);
    expect(bad.err).toContain('The configuration has 5 faults');
    expect(bad.err).toContain('did you mean "timeout"?');
    writeFileSync(join(folder, 'good.json'), JSON.stringify({ flows: [] }));
    const good = await drover(['config', 'check', 'good.json']);
    expect(good.code).toBe(0);
    expect(good.out).toContain('is good: 0 flows, 0 shops, 0 schedules');
  });
});

describe('config plan', () => {
  const planned = (more: object) =>
    writeFileSync(join(folder, 'next.json'), JSON.stringify({ limits: { 'platform:pdd': 3 }, ...more }));

  test('prints what the file would change on the running server', async () => {
    planned({ flows: [{ kind: 'command', name: 'note', command: ['true'], timeout: 5 }] });
    const plan = await drover(['config', 'plan', 'next.json']);
    expect(plan).toMatchObject({ code: 0, err: '' });
    expect(plan.out.split('\n')).toEqual(
      expect.arrayContaining([
        '- flow sync_order',
        '+ limit platform:pdd: - → 3',
        '- shop pdd:1001',
        '- shop pdd:1002',
      ]),
    );
    expect(plan.out).toMatch(/^~ flow note: .*timeoutSeconds/m);
    const { changes } = await json<{ changes: readonly unknown[] }>(['config', 'plan', 'next.json']);
    expect(changes).toContainEqual({ section: 'flow', name: 'sync_order', change: 'removed' });
  });

  test('of a faulty file ends with 2, without a server with 3', async () => {
    planned({ flws: [] });
    const bad = await drover(['config', 'plan', 'next.json']);
    expect(bad.code).toBe(2);
    expect(bad.err).toContain('did you mean "flows"');
    planned({});
    const alone = await drover(['config', 'plan', 'next.json'], {
      env: { DROVER_SERVER_URL: 'http://127.0.0.1:9' },
    });
    expect(alone.code).toBe(3);
  });
});
