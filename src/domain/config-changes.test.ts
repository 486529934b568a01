import { expect, it } from 'vitest';
import { testSchedule } from '../../test/support/test-schedule.ts';
import { testFlow } from '../../test/support/test-server.ts';
import { changeLine, newsLine } from '../cli/show/config-changes.ts';
import { type Language, wordsIn } from '../cli/words/words.ts';
import type { FlowDefinition, Manifest } from '../contract/manifest.ts';
import { changeText, configChanges, viewOf } from './config-changes.ts';

const shop = (id: string, name: string) => ({
  platform: 'pdd',
  id,
  name,
  tags: [],
  owner: null,
  enabled: true,
  settings: {},
});
const match = { platform: '*', taskType: 'a' };

const schedule = testSchedule('daily', 'edited');
const calendar = {
  ...{ title: null, file: null, days: 'all' as const, weekend: [0, 6] },
  ...{ holidays: [], workdays: [], blackouts: [], years: [] },
};

const before: Manifest = {
  flows: [
    testFlow('kept', { match }),
    testFlow('edited', { match: { ...match, taskType: 'b' } }),
    testFlow('gone'),
    testFlow('code'),
  ],
  limits: { 'shop:*': 1, 'platform:pdd': 20 },
  shops: [shop('1', 'one'), shop('2', 'two')],
  pools: { default: { title: null } },
  node: { name: null, slots: 5, tags: null, pools: null },
  schedules: [{ ...schedule, cron: '1 0 * * *' }],
  calendars: { cn: calendar },
};

it('names what has been added, removed and changed, and the members that have', () => {
  const after: Manifest = {
    flows: [
      testFlow('edited', {
        match: { ...match, taskType: 'b' },
        retry: { max: 2 },
        timeoutSeconds: 5,
        hash: 'other',
      }),
      testFlow('kept', { match }),
      testFlow('code', { hash: 'other' }),
      testFlow('new'),
    ],
    limits: { 'platform:pdd': 10, 'flow:new': 1 },
    shops: [shop('1', 'uno'), shop('3', 'three')],
    pools: { default: { title: 'all' } },
    node: { name: null, slots: 8, tags: null, pools: null },
    schedules: [schedule],
    calendars: { cn: { ...calendar, weekend: [0] } },
  };
  expect(configChanges(viewOf(before), viewOf(after)).map(changeText)).toEqual([
    'flow edited: timeoutSeconds 600 → 5, retry {"max":0} → {"max":2}',
    'flow code: program',
    'flow new added',
    'flow gone removed',
    'flows match: order',
    'limit shop:* removed',
    'limit platform:pdd: 20 → 10',
    'limit flow:new added',
    'shop pdd:1: name "one" → "uno"',
    'shop pdd:3 added',
    'shop pdd:2 removed',
    'pool default: title null → "all"',
    'node slots: 5 → 8',
    'schedule daily: cron "1 0 * * *" → "5 0 * * *"',
    'calendar cn: weekend [0,6] → [0]',
  ]);
  expect(configChanges(viewOf(before), viewOf(before))).toEqual([]);
});

it('shows no long value, no settings of a shop and nothing of a program but the names of its members', () => {
  const command = (...argv: string[]): FlowDefinition['program'] => ({
    kind: 'command',
    command: argv,
    cwd: '/',
    encoding: 'utf-8',
    env: {},
  });
  const of = (title: string, secret: string, program: FlowDefinition['program']): Manifest => ({
    ...before,
    flows: [testFlow('a', { title, program, hash: secret })],
    shops: [{ ...shop('1', 'one'), settings: { secret } }],
  });
  const long = 'a title that is by far too long to be shown in one line';
  const changes = configChanges(of('x', 'p', command('a')), of(long, 'q', command('b')));
  expect(changes.map(changeText)).toEqual(['flow a: title, command', 'shop pdd:1: settings']);
  const lines = (language: Language): string[] =>
    changes.map((change) => changeLine(change, wordsIn(language), language));
  expect(lines('en')).toEqual(['~ flow a: title, command', '~ shop pdd:1: settings']);
  expect(lines('zh')).toEqual(['~ 流程 a：标题、命令', '~ 店铺 pdd:1：设置']);
});

it('is told in Chinese with values, where they are short', () => {
  const timed = (timeoutSeconds: number): Manifest => ({
    ...before,
    flows: [testFlow('a', { timeoutSeconds, hash: String(timeoutSeconds) })],
    limits: { 'shop:*': timeoutSeconds },
  });
  const changes = configChanges(timed(600), timed(30));
  const news = { kind: 'applied', path: '/x/drover.config.ts', changes, warnings: [] } as const;
  expect(newsLine(news, wordsIn('zh'), 'zh')).toBe(
    'drover.config.ts 已生效：~ 流程 a：超时秒数 600 → 30；~ 并发限制 shop:*：600 → 30',
  );
});
