import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FaultSink } from '../../config/fault.ts';
import { readCalendars } from '../../config/read-calendars.ts';
import { Section } from '../../config/section.ts';
import type { CalendarDefinition } from '../../contract/schedule-definition.ts';
import { calendarRefusal, lacksYear } from './calendar-verdict.ts';

function calendarOf(raw: object): CalendarDefinition {
  const sink = new FaultSink();
  const { c } = readCalendars(new Section(sink, 'c', { calendars: { c: raw } }, true), '/');
  if (c === undefined || sink.faults.length > 0) throw new Error(JSON.stringify(sink.faults));
  return c;
}

const file: unknown = parse(readFileSync('templates/project/calendars/cn-holidays.yaml', 'utf8'));
const china = calendarOf(file as object /* the shape is what is tested */);
const said = (calendar: CalendarDefinition, wall: string): string | null => {
  const refusal = calendarRefusal('c', calendar, wall);
  return refusal && `${refusal.kind}${refusal.name === null ? '' : ` ${refusal.name}`}`;
};

describe('Chinese public holidays as the template has them', () => {
  it('lets working days through, make-up days at weekends too', () => {
    // A Wednesday, a Saturday that is worked, a Saturday, a Thursday within the National Day holiday, the Monday after 春节.
    expect(said(china, '2026-03-04T09:00:00')).toBeNull();
    expect(said(china, '2026-02-14T09:00:00')).toBeNull();
    expect(said(china, '2026-03-07T09:00:00')).toBe('weekend');
    expect(said(china, '2026-10-01T09:00:00')).toBe('holiday 国庆节');
    expect(said(china, '2026-02-23T09:00:00')).toBe('holiday 春节');
    expect(said(china, '2026-02-24T09:00:00')).toBeNull();
  });

  it.each([
    [2026, 248],
    [2025, 248],
  ])('%i has as many working days as the notice leaves', (year, working) => {
    let count = 0;
    for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000)
      if (said(china, new Date(at).toISOString().slice(0, 19)) === null) count++;
    expect(count).toBe(working);
  });

  it('knows which years it lacks', () => {
    expect(lacksYear(china, '2026-12-31T00:00:00')).toBe(false);
    expect(lacksYear(china, '2027-01-01T00:00:00')).toBe(true);
    expect(lacksYear(calendarOf({ blackouts: [{ from: '11-11', to: '11-11' }] }), '2027-01-01')).toBe(false);
  });

  it('turned round: days off, and holidays alone', () => {
    expect(said({ ...china, days: 'off' }, '2026-02-14T09:00:00')).toBe('working-day 春节调休');
    expect(said({ ...china, days: 'off' }, '2026-10-01T09:00:00')).toBeNull();
    expect(said({ ...china, days: 'not-holidays' }, '2026-03-07T09:00:00')).toBeNull();
    expect(said({ ...china, days: 'not-holidays' }, '2026-10-01T09:00:00')).toBe('holiday 国庆节');
  });
});

describe('black-outs', () => {
  const doubleEleven = calendarOf({
    blackouts: [
      { from: '11-10 20:00', to: '11-11', name: '双11' },
      { from: '2026-06-18 00:00', to: '2026-06-18 12:00', name: '618' },
      { from: '23:30', to: '00:30' },
      { from: '12-31 12:00', to: '01-01 06:00', name: '跨年' },
    ],
  });

  it.each([
    ['2026-11-10T19:59:59', null],
    ['2026-11-10T20:00:00', 'blackout 双11'],
    ['2027-11-11T23:29:59', 'blackout 双11'],
    ['2026-11-12T00:30:00', null],
    ['2026-06-18T11:59:59', 'blackout 618'],
    ['2026-06-18T12:00:00', null],
    ['2027-06-18T00:30:00', null],
    ['2026-03-01T23:30:00', 'blackout'],
    ['2026-03-02T00:29:59', 'blackout'],
    ['2026-12-31T12:00:00', 'blackout 跨年'],
    ['2027-01-01T05:59:00', 'blackout 跨年'],
    ['2027-01-01T06:00:00', null],
  ])('%s: %s', (wall, expected) => {
    expect(said(doubleEleven, wall)).toBe(expected);
  });
});
