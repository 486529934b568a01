/** Usage and configuration on the command line. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluateConfig } from '../../src/config/evaluate-config.ts';
import type { ServerFile } from '../../src/contract/server-file.ts';
import type { ConfigChange } from '../../src/domain/config-changes.ts';
import { drover, folder, json, server, withCommandLine } from '../support/command-line-world.ts';

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

describe('a schedule that names ids of no shop', () => {
  const place = 'shops.json schedules[0] (daily).shops.ids: ';
  const words =
    'There is no shop on platform "pdd" with the id "10o2" (did you mean "1002"?): no run is made';
  const written = (more: object = {}) => {
    const shops = { platform: 'pdd', ids: ['1001', '10o2'] };
    const schedules = [{ name: 'daily', flow: 'a', cron: '0 9 * * *', shops }];
    const flows = [{ kind: 'command', name: 'a', command: ['true'] }];
    writeFileSync(join(folder, 'shops.json'), JSON.stringify({ flows, schedules, ...more }));
  };
  const alone = { env: { DROVER_SERVER_URL: 'http://127.0.0.1:9' } };

  test('is told by check and plan, by the shops of file and server', async () => {
    written();
    for (const command of ['check', 'plan']) {
      const answer = await drover(['config', command, 'shops.json']);
      expect([answer.code, answer.err]).toEqual([
        0,
        expect.stringContaining(`Warnings:\n1. ${place}${words}`),
      ]);
      const { warnings } = await json<{ warnings: unknown[] }>(['config', command, 'shops.json']);
      expect(warnings).toMatchObject([
        { code: 'schedule_doubt', message: expect.stringContaining(words) as string },
      ]);
    }
    const checked = await drover(['schedules', 'check', 'shops.json']);
    expect(checked.out).toContain(`  ${words}`);
    written({ shops: [{ platform: 'pdd', id: '10o2' }] });
    expect(await drover(['config', 'check', 'shops.json'])).toMatchObject({ code: 0, err: '' });
  });

  test('is judged without a server only where the file keeps shops', async () => {
    written();
    expect(await drover(['config', 'check', 'shops.json'], alone)).toMatchObject({ code: 0, err: '' });
    written({ shops: [1001, 1002].map((id) => ({ platform: 'pdd', id: String(id) })) });
    expect((await drover(['config', 'check', 'shops.json'], alone)).err).toContain(`${place}${words}`);
  });
});

describe('two default files', () => {
  test('are refused by whatever reads the configuration, with both names', async () => {
    for (const name of ['drover.config.json', 'drover.config.yaml'])
      writeFileSync(join(folder, name), JSON.stringify({ flows: [] }));
    for (const [args, code] of [
      [['config', 'check'], 2],
      [['config', 'plan'], 2],
      [['start'], 2],
      [['restart'], 2],
      [['doctor'], 1],
    ] as const) {
      const answer = await drover(args);
      expect([answer.code, answer.out + answer.err]).toEqual([
        code,
        expect.stringMatching(/drover\.config\.json: is not the only .* and drover\.config\.yaml/),
      ]);
    }
  });
});

describe('config plan', () => {
  const planned = (more: object) =>
    writeFileSync(join(folder, 'next.json'), JSON.stringify({ limits: { 'platform:pdd': 3 }, ...more }));

  test('prints what the file would change on the running server', async () => {
    planned({ flows: [{ kind: 'command', name: 'note', command: ['true'], timeout: 5 }] });
    const plan = await drover(['config', 'plan', 'next.json']);
    expect(plan.code).toBe(0);
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

  test('tells of what is given and not used yet, as check does', async () => {
    planned({ shops: [{ platform: 'pdd', id: '1001', settings: { region: 'x' } }] });
    const told = 'next.json shops[0].settings: is kept and shown, and nothing goes by it yet';
    for (const command of ['plan', 'check'])
      expect((await drover(['config', command, 'next.json'])).err).toBe(`Not used yet:\n1. ${told}\n`);
    const { unused } = await json<{ unused: readonly unknown[] }>(['config', 'check', 'next.json']);
    expect(unused).toMatchObject([{ code: 'kept_only' }]);
  });

  test('tells which programs are others, beside whatever else of their flows is', async () => {
    const of = (name: string, more: object) => ({ name, ...more });
    const script = { kind: 'script', entry: 'flows/a.py' };
    const flows = (timeout: number, argument: string) => [
      ...[of('edited', script), of('slower', { ...script, entry: 'flows/b.py', timeout })],
      ...[of('both', { ...script, timeout }), of('kept', { ...script, entry: 'flows/b.py' })],
      of('command', { kind: 'command', command: ['python3', argument], timeout }),
    ];
    const written = (place: string, content: string, timeout: number, argument: string): string => {
      mkdirSync(join(folder, place, 'flows'), { recursive: true });
      writeFileSync(join(folder, place, 'flows', 'a.py'), content);
      writeFileSync(join(folder, place, 'flows', 'b.py'), 'the same');
      const path = join(folder, place, 'drover.config.json');
      writeFileSync(path, JSON.stringify({ flows: flows(timeout, argument) }));
      return path;
    };
    const inForce = await evaluateConfig(written('now', 'one', 60, 'a'));
    if (!inForce.ok) throw new Error('it is faulty');
    await server.services.configuration.apply(inForce.manifest);
    // Another checkout of it: where it lies changes nothing.
    const changes = async (...as: [content: string, timeout: number, argument: string]) => {
      const told = await json<{ changes: readonly ConfigChange[] }>([
        'config',
        'plan',
        written('next', ...as),
      ]);
      return Object.fromEntries(told.changes.map(({ name, fields }) => [name, fields]));
    };
    expect(await changes('one', 60, 'a')).toEqual({});
    expect(await changes('two', 90, 'b')).toEqual({
      edited: ['program'],
      slower: ['timeoutSeconds'],
      both: ['timeoutSeconds', 'program'],
      command: ['timeoutSeconds', 'program'],
    });
    const plan = await drover(['config', 'plan', join(folder, 'next', 'drover.config.json')]);
    expect(plan.out).toContain('~ flow both: timeoutSeconds 60 → 90, program\n');
    expect(plan.err).toContain('the entry file or a module of it is another');
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

describe('where the server runs with a file of another folder', () => {
  const elsewhere = () => join(folder, 'elsewhere', 'drover.config.json');
  /** The server is found by the data folder. */
  const here = (...args: string[]) => drover(args, { env: { DROVER_SERVER_URL: '' } });
  const serving = (): void => {
    for (const name of ['.drover', 'elsewhere']) mkdirSync(join(folder, name));
    writeFileSync(
      elsewhere(),
      JSON.stringify({ flows: [{ kind: 'command', name: 'a', command: ['true'] }] }),
    );
    const file: ServerFile = {
      ...{ pid: process.pid, url: server.url, startedAt: new Date().toISOString(), version: '1' },
      configPath: elsewhere(),
    };
    writeFileSync(join(folder, '.drover', 'server.json'), JSON.stringify(file));
  };

  test('check and doctor look at it, and plan asks which file is meant', async () => {
    serving();
    const check = await here('config', 'check');
    expect(check).toMatchObject({ code: 0, out: `${elsewhere()} is good: 1 flow, 0 shops, 0 schedules.\n` });
    expect(check.err).toBe(`There is no configuration file here. The server runs with ${elsewhere()}.\n`);
    expect((await here('doctor')).out).toContain(`✓ ${elsewhere()} is good: 1 flow`);
    const plan = await here('config', 'plan');
    expect([plan.code, plan.out]).toEqual([2, '']);
    expect(plan.err).toContain(`The server runs with ${elsewhere()}. Name the file`);
    expect((await here('config', 'plan', elsewhere())).out).toContain('+ flow a');
  });

  test('a file that is here is looked at, and the server has another one', async () => {
    serving();
    writeFileSync(join(folder, 'drover.config.json'), '{}');
    const plan = await here('config', 'plan');
    expect(plan.err).toBe(`The server runs with another file: ${elsewhere()}.\n`);
    expect(plan.out).toContain('- flow note');
    expect((await here('doctor')).out).toContain(`  → The server runs with another file: ${elsewhere()}.\n`);
  });
});
