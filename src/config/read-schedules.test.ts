import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeFaults } from './describe-faults.ts';
import { FaultSink } from './fault.ts';
import { readManifest } from './read-manifest.ts';

const flows = [{ kind: 'command', name: 'sync', command: ['true'] }];
const schedule = { name: 'daily', flow: 'sync', cron: '5 0 * * *' };

function read(raw: object, folder = '/none', language: 'en' | 'zh' = 'en') {
  const sink = new FaultSink();
  const manifest = readManifest({ flows, ...raw }, 'c.json', { folder, absent: 'fault' }, sink);
  const words =
    sink.faults.length === 0
      ? []
      : describeFaults(sink.faults, language)
          .split('\n')
          .map((line) => line.replace(/^\d+\. c\.json /, ''));
  return { manifest, faults: words };
}

/** Warnings of a file with one flow and one schedule. */
function warned(flow: object, options: object): string {
  const sink = new FaultSink();
  const raw = { flows: [{ ...flows[0], ...flow }], schedules: [{ ...schedule, ...options }] };
  readManifest(raw, 'c.json', { folder: '/none', absent: 'fault' }, sink);
  expect(sink.faults).toEqual([]);
  return describeFaults(sink.warnings, 'en');
}

const ofSchedule = (options: object) => read({ schedules: [{ ...schedule, ...options }] }).faults;

describe('schedules', () => {
  it('are warned where one run would stand for all shops, and where runs lack a value of their program', () => {
    const shared = warned({ dedupe: '{platform}' }, { shops: { platform: 'pdd' } });
    expect(shared).toContain(
      '1. c.json schedules[0] (daily): The business key of flow "sync" ({platform}) is',
    );
    const lacking = warned({ command: ['true', '{shop_id}'] }, {});
    expect(lacking).toContain('1. c.json schedules[0] (daily): The arguments of flow "sync" need {shop_id}');
    expect(warned({ command: ['true', '{shop_id?}'] }, {})).toBe('');
  });

  it('gives what holds where an entry says nothing', () => {
    const { manifest, faults } = read({ schedules: [schedule] });
    expect(faults).toEqual([]);
    expect(manifest.schedules).toEqual([
      {
        ...{ name: 'daily', flow: 'sync', cron: '5 0 * * *', everySeconds: null, timezone: null },
        ...{ description: null, tags: [], enabled: true, params: {}, shops: null, jitterSeconds: 0 },
        ...{ spreadSeconds: 0, overlap: 'skip', misfire: 'run-latest', catchUpSeconds: 3600, calendars: [] },
        ...{ startAt: null, endAt: null, priority: null, timeoutSeconds: null, maxRetries: null },
        expiresInSeconds: null,
      },
    ]);
  });

  it('takes every option', () => {
    const { manifest, faults } = read({
      calendars: { work: { days: 'working' } },
      schedules: [
        {
          ...{ name: '每日 订单', flow: 'sync', every: '30m', timezone: 'Europe/Berlin', tags: ['a'] },
          ...{ params: { date: '{slot.prevDay}', in: [{ shop: '{shop_id}' }] }, enabled: false },
          ...{ shops: { platform: 'pdd', ids: [1001] }, jitter: '2m', spread: '10m', overlap: 'queue' },
          ...{ misfire: 'run-all', catchUpWindow: '2h', calendar: 'work', startAt: '2026-11-01 08:00' },
          ...{ endAt: '2026-12-01 08:00', priority: 'high', timeout: '5m', maxRetries: 0, expires: '1h' },
        },
      ],
    });
    expect(faults).toEqual([]);
    expect(manifest.schedules[0]).toMatchObject({
      ...{
        everySeconds: 1800,
        shops: { platform: 'pdd', ids: ['1001'] },
        jitterSeconds: 120,
        spreadSeconds: 600,
      },
      ...{
        catchUpSeconds: 7200,
        calendars: ['work'],
        priority: 9,
        timeoutSeconds: 300,
        expiresInSeconds: 3600,
      },
    });
  });

  it.each<[options: object, fault: string | RegExp]>([
    [{ crno: 'x' }, 'schedules[0] (daily).crno: unknown option; did you mean "cron"?'],
    [{ flow: 'snyc' }, 'schedules[0] (daily).flow: no such flow; did you mean "sync"?'],
    [{ flow: undefined }, 'schedules[0] (daily).flow: is missing'],
    [{ cron: undefined }, 'schedules[0] (daily).cron: is missing: give cron or every'],
    [{ every: '1h' }, 'schedules[0] (daily).every: stands beside cron: give one of them'],
    [{ cron: '61 0 * * *' }, /"61 0 \* \* \*": "61" is not from 0 to 59, as minute must be/],
    [{ cron: '0 0 30 2 *' }, /never comes: there is no such day/],
    [{ startAt: '2027-02-30' }, /startAt: must be a time such as/],
    [{ endAt: '2027-02-28T24:61' }, /endAt: must be a time such as/],
    [{ cron: undefined, every: '0.5s' }, 'schedules[0] (daily).every: must be from 1s to 400d'],
    [{ timezone: 'Asia/Bejing' }, 'schedules[0] (daily).timezone: is not a time zone such as Asia/Shanghai'],
    [{ overlap: 'queu' }, /must be one of: skip, queue, cancel-running, allow; did you mean "queue"\?/],
    [{ misfire: 'all' }, /must be one of: run-latest, run-all, skip/],
    [{ calendar: 'wrok' }, 'schedules[0] (daily).calendar: no such calendar in `calendars`: wrok'],
    [{ startAt: 'tomorrow' }, /must be a time such as 2026-11-11/],
    [{ startAt: '2026-11-12', endAt: '2026-11-11' }, 'schedules[0] (daily).endAt: ends before it begins'],
    [
      { params: { a: { b: ['{slot.prevDya}'] } } },
      'schedules[0] (daily).params.a.b[0]: unknown name {slot.prevDya} in "{slot.prevDya}"; did you mean "slot.prevDay"?',
    ],
    [{ shops: { platfrom: 'pdd' } }, /platfrom: unknown option; did you mean "platform"\?/],
    [{ name: 'plan' }, /must be a name such as daily_orders/],
  ])('faults %j', (options, fault) => {
    expect(ofSchedule(options)).toEqual([typeof fault === 'string' ? fault : expect.stringMatching(fault)]);
  });

  it('faults parameters that never fit the flow, at their place', () => {
    const properties = { date: { type: 'string', format: 'date' } };
    const strict = { ...flows[0], params: { type: 'object', properties, additionalProperties: false } };
    const faultsOf = (params: object, language: 'en' | 'zh' = 'en') =>
      read({ flows: [strict], schedules: [{ ...schedule, params }] }, '/none', language).faults;
    expect(faultsOf({ date: '{slot.prevDay}' })).toEqual([]);
    expect(faultsOf({ date: '{slot.prevDay' })).toEqual([
      'schedules[0] (daily).params.date: never fits flow sync: must be a date such as 2026-11-11 (given: "{slot.prevDay")',
    ]);
    expect(faultsOf({ dat: 'x' })).toEqual([
      'schedules[0] (daily).params.dat: never fits flow sync: is not known here; known: date; did you mean "date"?',
    ]);
    expect(faultsOf({ dat: 'x' }, 'zh')).toEqual([
      'schedules[0] (daily).params.dat：不符合流程 sync 的参数要求：不支持此项，可用的有：date；是不是“date”？',
    ]);
    expect(faultsOf({ date: '{slot.prevDya}' })).toEqual([expect.stringContaining('unknown name')]);
  });

  it('faults a name that two entries have, in Chinese too', () => {
    expect(read({ schedules: [schedule, schedule] }, '/none', 'zh').faults).toEqual([
      'schedules[1] (daily).name：调度重名：c.json schedules[0] (daily)',
    ]);
    expect(read({ schedules: [{ ...schedule, cron: '0 25 * * *' }] }, '/none', 'zh').faults).toEqual([
      'schedules[0] (daily).cron：“0 25 * * *”：“25”超出范围,时只能是 0 到 23',
    ]);
  });
});

describe('calendars', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-calendar-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('reads days, make-up working days and black-outs from a file, with more put over it', () => {
    writeFileSync(
      join(folder, 'cn.yaml'),
      "holidays:\n  - { from: '2026-10-01', to: '2026-10-07', name: 国庆节 }\nworkdays: ['2026-10-10']\n",
    );
    const { manifest, faults } = read(
      {
        calendars: {
          cn: { file: 'cn.yaml', blackouts: [{ from: '11-10 20:00', to: '11-11', name: '双11' }] },
        },
      },
      folder,
    );
    expect(faults).toEqual([]);
    expect(manifest.calendars['cn']).toEqual({
      ...{ title: null, file: join(folder, 'cn.yaml'), days: 'working', weekend: [0, 6], years: [2026] },
      holidays: [{ from: '2026-10-01', to: '2026-10-07', name: '国庆节' }],
      workdays: [{ from: '2026-10-10', to: '2026-10-10', name: null }],
      blackouts: [{ from: '11-10T20:00:00', to: '11-12T00:00:00', name: '双11' }],
    });
  });

  it.each<[calendar: object, fault: RegExp]>([
    [{ file: 'none.yaml' }, /^calendars.c.file: cannot be read/],
    [{ file: 'none.txt' }, /must end in \.json/],
    [{ holidays: ['2026-02-30'] }, /holidays\[0\]: must be a day such as/],
    [{ holidays: [{ from: '2026-02-03', to: '2026-02-01' }] }, /ends before it begins/],
    [{ blackouts: [{ from: '11-11', to: '2026-11-11' }] }, /must have the same form as from/],
    [{ blackouts: [{ from: '25:00', to: '26:00' }] }, /must be a time such as/],
    [{ days: 'workdays' }, /must be one of: all, working, off, not-holidays/],
  ])('faults %j', (calendar, fault) => {
    expect(read({ calendars: { c: calendar } }, folder).faults[0]).toMatch(fault);
  });

  it('places what is wrong in its file there', () => {
    writeFileSync(join(folder, 'cn.yaml'), 'holidays: [x]\nworkday: []\n');
    expect(read({ calendars: { cn: { file: 'cn.yaml' } } }, folder).faults).toEqual([
      '1. cn.yaml workday: unknown option; did you mean "workdays"?',
      expect.stringMatching(/^2\. cn\.yaml holidays\[0\]: must be a day/),
    ]);
  });
});
