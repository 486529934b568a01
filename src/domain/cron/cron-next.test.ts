import { describe, expect, it } from 'vitest';
import { cronFaultText } from './cron-fault.ts';
import { nextInstant } from './cron-next.ts';
import { parseCron } from './cron-rule.ts';
import { instantOf, wallOf, zoneOf } from './zone.ts';

function zone(name: string) {
  const found = zoneOf(name);
  if (found === null) throw new Error(`no zone ${name}`);
  return found;
}

/** The next `count` instants after `from`, as wall times of the zone, seconds left out where they are 0. */
function walls(cron: string, zoneName: string, from: string, count: number): string[] {
  const parsed = parseCron(cron);
  if (!parsed.ok) throw new Error(cronFaultText(parsed.fault, 'en'));
  const found: string[] = [];
  let at = Date.parse(from);
  for (let i = 0; i < count; i++) {
    const next = nextInstant(parsed.rule, zone(zoneName), at);
    if (next === null) break;
    at = next;
    const shown = new Date(wallOf(zone(zoneName), at)).toISOString().slice(0, 19).replace('T', ' ');
    const offset = zone(zoneName).offsetAt(at) / 3_600_000;
    found.push(`${shown.replace(/:00$/, '')} ${offset < 0 ? '' : '+'}${offset}`);
  }
  return found;
}

const days = (cron: string, from: string, count: number): string[] =>
  walls(cron, 'UTC', `${from}T00:00:00Z`, count).map((wall) => wall.slice(0, 10));

describe('L, W and #, checked by hand with a calendar', () => {
  it.each([
    // 2026-01-31 is a Saturday, 2026-02-28 too, 2026-05-31 a Sunday.
    ['0 9 L * *', '2026-01-01', ['2026-01-31', '2026-02-28', '2026-03-31']],
    ['0 9 L * *', '2028-02-01', ['2028-02-29']],
    ['0 9 L-3 * *', '2026-01-01', ['2026-01-28', '2026-02-25', '2026-03-28']],
    ['0 9 LW * *', '2026-01-01', ['2026-01-30', '2026-02-27', '2026-03-31', '2026-04-30', '2026-05-29']],
    // The 15th of August 2026 is a Saturday, of November a Sunday.
    ['0 9 15W 8,11 *', '2026-01-01', ['2026-08-14', '2026-11-16']],
    // The 1st of August 2026 is a Saturday: not back into July. The 31st of May a Sunday: not on into June.
    ['0 9 1W 8 *', '2026-01-01', ['2026-08-03']],
    ['0 9 31W 5 *', '2026-01-01', ['2026-05-29']],
    // Months without a 30th have no 30W.
    ['0 9 30W 1-4 *', '2026-01-01', ['2026-01-30', '2026-03-30', '2026-04-30']],
    ['0 9 * * 5#2', '2026-01-01', ['2026-01-09', '2026-02-13', '2026-03-13']],
    // A fifth Monday: March, June, August, November of 2026.
    ['0 9 * * 1#5', '2026-01-01', ['2026-03-30', '2026-06-29', '2026-08-31', '2026-11-30']],
    ['0 9 * * 5L', '2026-01-01', ['2026-01-30', '2026-02-27', '2026-03-27']],
    ['0 9 * * fril', '2026-01-01', ['2026-01-30']],
    ['0 9 * * SUN#1', '2026-01-01', ['2026-01-04', '2026-02-01']],
    ['0 9 * * 7#1', '2026-01-01', ['2026-01-04', '2026-02-01']],
    ['0 9 * * 1#1,1#3', '2026-01-01', ['2026-01-05', '2026-01-19', '2026-02-02']],
    ['0 9 1,L * *', '2026-01-02', ['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01']],
  ])('%s from %s', (cron, from, expected) => {
    expect(days(cron, from, expected.length)).toEqual(expected);
  });
});

describe('the dialect', () => {
  it.each([
    // Day and weekday both restricted: either. Friday the 2nd, 9th, … and the 13th (a Tuesday).
    ['0 0 13 * 5', '2026-01-10', ['2026-01-13', '2026-01-16', '2026-01-23']],
    ['0 0 */10 * 1', '2026-01-02', ['2026-01-05', '2026-01-11', '2026-01-12']],
    ['0 0 * * 0', '2026-01-01', ['2026-01-04', '2026-01-11']],
    ['0 0 * * 7', '2026-01-01', ['2026-01-04', '2026-01-11']],
    ['0 0 * * fri-sun', '2026-01-01', ['2026-01-02', '2026-01-03', '2026-01-04', '2026-01-09']],
    ['0 0 * * 5-7', '2026-01-01', ['2026-01-02', '2026-01-03', '2026-01-04', '2026-01-09']],
    ['0 0 1 jan,JUL ?', '2026-01-02', ['2026-07-01', '2027-01-01']],
    ['0 0 29 2 *', '2026-01-01', ['2028-02-29', '2032-02-29']],
    ['@monthly', '2026-01-02', ['2026-02-01', '2026-03-01']],
  ])('%s from %s', (cron, from, expected) => {
    expect(days(cron, from, expected.length)).toEqual(expected);
  });

  it('has seconds in front of six fields', () => {
    expect(walls('*/20 59 23 * * *', 'Asia/Shanghai', '2026-01-01T15:59:10Z', 3)).toEqual([
      '2026-01-01 23:59:20 +8',
      '2026-01-01 23:59:40 +8',
      '2026-01-02 23:59 +8',
    ]);
  });

  it.each([
    ['', 'needs 5 fields'],
    ['* * * *', 'but has 4'],
    ['60 * * * *', '"60" is not from 0 to 59, as minute must be'],
    ['* 24 * * *', 'as hour must be'],
    ['* * 0 * *', 'as day must be'],
    ['* * * 13 *', 'as month must be'],
    ['* * * * 8', 'as weekday must be'],
    ['*/0 * * * *', 'the step in "*/0" must be from 1 to 60'],
    ['*/90 * * * *', 'the step in "*/90" must be from 1 to 60'],
    ['0 22-5 * * *', 'runs backwards'],
    ['a * * * *', '"a" means nothing as minute'],
    ['1,,2 * * * *', 'means nothing'],
    ['1-2-3 * * * *', 'means nothing'],
    ['* * 32W * *', '"32" is not from 1 to 31'],
    ['* * * * 5#6', 'means nothing as weekday'],
    ['* * W * *', 'means nothing as day'],
    ['0 0 31 2,4 *', 'never comes'],
    ['@reboot', 'is no known short form'],
  ])('refuses %j', (cron, words) => {
    const parsed = parseCron(cron);
    expect(parsed.ok ? '' : cronFaultText(parsed.fault, 'en')).toContain(words);
  });
});

describe('clock changes', () => {
  it('Europe/Berlin: a named time in the gap comes at its end, in the overlap at the first pass', () => {
    expect(walls('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29 03:00 +2',
      '2026-03-30 02:30 +2',
    ]);
    expect(walls('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25 02:30 +2',
      '2026-10-26 02:30 +1',
    ]);
    expect(walls('0 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29 03:00 +2',
      '2026-03-30 02:00 +2',
    ]);
  });

  it('America/New_York: beats follow elapsed time', () => {
    expect(walls('*/30 * * * *', 'America/New_York', '2026-03-08T06:15:00Z', 3)).toEqual([
      '2026-03-08 01:30 -5',
      '2026-03-08 03:00 -4',
      '2026-03-08 03:30 -4',
    ]);
    expect(walls('0 * * * *', 'America/New_York', '2026-11-01T04:30:00Z', 4)).toEqual([
      '2026-11-01 01:00 -4',
      '2026-11-01 01:00 -5',
      '2026-11-01 02:00 -5',
      '2026-11-01 03:00 -5',
    ]);
    // Two hours after midnight the clock shows 03:00.
    expect(walls('0 */2 * * *', 'America/New_York', '2026-03-08T04:30:00Z', 3)).toEqual([
      '2026-03-08 00:00 -5',
      '2026-03-08 03:00 -4',
      '2026-03-08 04:00 -4',
    ]);
    // A beat within a named hour that the gap leaves out is not silently none.
    expect(walls('*/20 2 * * *', 'America/New_York', '2026-03-08T04:30:00Z', 2)).toEqual([
      '2026-03-08 03:00 -4',
      '2026-03-09 02:00 -4',
    ]);
  });

  it('Australia/Lord_Howe: half an hour', () => {
    expect(walls('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z', 2)).toEqual([
      '2026-10-04 02:30 +11',
      '2026-10-05 02:15 +11',
    ]);
    expect(walls('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00:00Z', 2)).toEqual([
      '2026-04-05 01:45 +11',
      '2026-04-06 01:45 +10.5',
    ]);
    expect(walls('*/15 * * * *', 'Australia/Lord_Howe', '2026-04-04T14:20:00Z', 5)).toEqual([
      '2026-04-05 01:30 +11',
      '2026-04-05 01:45 +11',
      '2026-04-05 01:30 +10.5',
      '2026-04-05 01:45 +10.5',
      '2026-04-05 02:00 +10.5',
    ]);
  });

  it('Asia/Shanghai 1986 to 1991, and never after', () => {
    // 1986-05-04 02:00 → 03:00, 1986-09-14 02:00 → 01:00 (the zone data of today).
    expect(walls('30 2 4 5 *', 'Asia/Shanghai', '1986-01-01T00:00:00Z', 2)).toEqual([
      '1986-05-04 03:00 +9',
      '1987-05-04 02:30 +9',
    ]);
    expect(walls('30 1 14 9 *', 'Asia/Shanghai', '1986-01-01T00:00:00Z', 1)).toEqual(['1986-09-14 01:30 +9']);
    expect(walls('30 2 * 4 *', 'Asia/Shanghai', '1992-03-31T00:00:00Z', 30)).toEqual(
      Array.from({ length: 30 }, (_, i) => `1992-04-${String(i + 1).padStart(2, '0')} 02:30 +8`),
    );
  });

  it('reads a wall time that a gap leaves out as its end, and one that comes twice as the first', () => {
    const berlin = zone('Europe/Berlin');
    const at = (wall: string): string => new Date(instantOf(berlin, Date.parse(`${wall}Z`))).toISOString();
    expect(at('2026-03-29T02:30:00')).toBe('2026-03-29T01:00:00.000Z');
    expect(at('2026-10-25T02:30:00')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-07-01T12:00:00')).toBe('2026-07-01T10:00:00.000Z');
  });
});
