import { expect, test } from 'vitest';
import type { Fire, Schedule, Slot } from '../../../../src/contract/schedule.ts';
import { fieldsOf, typedOf } from '../../components/schema-form/schema-form.model.ts';
import { daysOf, firesByDay, lastWholeDay, monthAfter, mostFires, weeksOf } from './fires.model.ts';
import {
  bodyOf,
  durationOf,
  emptyForm,
  faultsOf,
  formOf,
  newBodyOf,
  previewOf,
  secondsOf,
  templated,
} from './schedule-form.model.ts';
import { inTab, isTroubled, lookOf, looksOf, nextOf, sought } from './schedules.model.ts';

function slot(more: Partial<Slot>): Slot {
  return {
    scheduleId: 'daily',
    at: '2026-11-28T16:05:00.000Z',
    dueAt: '2026-11-28T16:05:00.000Z',
    state: 'ran',
    reason: null,
    detail: null,
    words: { en: 'Ran', zh: '已触发' },
    lateMs: 3,
    decidedAt: '2026-11-28T16:05:00.003Z',
    runs: 1,
    attached: 0,
    leftOut: 0,
    result: 'succeeded',
    counts: {},
    runId: 'run_1',
    batchId: null,
    backfillId: null,
    count: 1,
    lastAt: '2026-11-28T16:05:00.000Z',
    ...more,
  };
}

function schedule(more: Partial<Schedule> = {}): Schedule {
  return {
    ...{ id: 'daily', name: 'daily', flow: 'sync_order', cron: '5 0 * * *', everySeconds: null },
    ...{ timezone: null, description: null, tags: ['night'], enabled: true, params: {}, shops: null },
    ...{ jitterSeconds: 0, spreadSeconds: 0, overlap: 'skip', misfire: 'run-latest', catchUpSeconds: 3600 },
    ...{ calendars: [], startAt: null, endAt: null, priority: null, timeoutSeconds: null },
    ...{ maxRetries: null, expiresInSeconds: null, origin: 'stored', state: 'active', paused: null },
    ...{ zone: 'Asia/Shanghai', words: { en: 'At 00:05', zh: '每天 00:05' }, next: [], lastSlots: [] },
    ...{ liveRuns: 0, warnings: [], createdBy: null },
    editedAt: '2026-11-01T00:00:00.000Z',
    createdAt: '2026-11-01T00:00:00.000Z',
    ...more,
  };
}

const fire = (local: string, more: Partial<Fire> = {}): Fire => {
  const at = new Date(Date.parse(`${local.replace(' ', 'T')}Z`) - 8 * 3_600_000).toISOString();
  return { at, dueAt: at, local, ...more };
};
const leftOut = { reason: 'calendar', detail: null, words: { en: 'holiday', zh: '节假日' } } as const;

test('a slot shows as its runs stand, or why it has none', () => {
  expect(lookOf(slot({}))).toBe('succeeded');
  expect(lookOf(slot({ result: null }))).toBe('ran');
  expect(lookOf(slot({ state: 'skipped', reason: 'paused', result: null }))).toBe('skipped');
  expect(lookOf(slot({ state: 'missed', reason: 'too_old', result: null }))).toBe('missed');
  // Missed, and run afterwards: what counts is how that went.
  expect(lookOf(slot({ state: 'missed', reason: 'caught_up', result: 'failed' }))).toBe('failed');
  expect(lookOf(slot({ state: 'failed', reason: 'unknown_flow', result: null }))).toBe('refused');
  expect(looksOf([slot({}), slot({ result: 'failed' }), slot({})])).toEqual([
    ['failed', 1],
    ['succeeded', 2],
  ]);
});

test('trouble is a warning, or a last slot that went wrong; slots that were left out are no news', () => {
  const skipped = slot({ state: 'skipped', reason: 'calendar', result: null });
  expect(isTroubled(schedule({ lastSlots: [skipped, slot({ result: 'failed' })] }))).toBe(true);
  expect(isTroubled(schedule({ lastSlots: [slot({}), slot({ result: 'failed' })] }))).toBe(false);
  const warnings = [{ code: 'unknown_flow', words: { en: 'x', zh: 'x' } }];
  expect(inTab(schedule({ warnings }), 'trouble')).toBe(true);
  expect(inTab(schedule({ state: 'ended' }), 'off')).toBe(true);
  expect(inTab(schedule(), 'paused')).toBe(false);
});

test('schedules are found by name, flow, its title and what is said of them', () => {
  const all = [schedule(), schedule({ name: 'prices', flow: 'check', description: 'Compares' })];
  const title = (flow: string): string => (flow === 'check' ? '查价' : flow);
  expect(sought(all, { text: '查价' }, title).map(({ name }) => name)).toEqual(['prices']);
  expect(sought(all, { text: 'COMP' }, title)).toHaveLength(1);
  expect(sought(all, { flow: 'sync_order' }, title)).toEqual([all[0]]);
});

test('the next slot is the first that will run', () => {
  const next = [fire('2026-11-28 00:05:00', { skipped: leftOut }), fire('2026-11-30 00:05:00')];
  expect(nextOf({ next })?.local).toBe('2026-11-30 00:05:00');
  expect(nextOf({ next: next.slice(0, 1) })).toBeNull();
});

test('a month has weeks from Monday to Sunday, and each of its days once', () => {
  const weeks = weeksOf('2026-11');
  expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
  expect(weeks.at(-1)).toEqual(['2026-11-30', null, null, null, null, null, null]);
  expect(weeks.flat().filter((day) => day !== null)).toHaveLength(30);
  expect(weeksOf('2027-02').flat()).not.toContain(null);
  expect([monthAfter('2026-11', 2), monthAfter('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
});

test('days hold what was and what comes, by the wall time of the schedule', () => {
  const fires = [fire('2026-11-30 00:05:00'), fire('2026-11-30 12:00:00', { skipped: leftOut })];
  // 16:05 UTC is the next day in Shanghai; a record of many slots counts them all.
  const days = daysOf(
    [slot({}), slot({ state: 'missed', reason: 'too_old', count: 40 })],
    fires,
    'Asia/Shanghai',
  );
  expect(days.get('2026-11-29')?.looks).toEqual(
    new Map([
      ['succeeded', 1],
      ['missed', 40],
    ]),
  );
  expect(days.get('2026-11-30')).toMatchObject({ coming: 1, leftOut: 1 });
  expect(firesByDay(fires).map(({ day, fires: of }) => [day, of.length])).toEqual([['2026-11-30', 2]]);
  expect(lastWholeDay(fires)).toBeNull();
  expect(lastWholeDay(Array.from({ length: mostFires }, () => fire('2026-12-01 08:00:00')))).toBe(
    '2026-11-30',
  );
});

test.each([
  ['90', 90],
  ['30s', 30],
  ['1h 30m', 5400],
  ['1.5h', 5400],
  [' 2D ', 172_800],
  ['10 m', 600],
  ['soon', null],
  ['', null],
  ['10x', null],
])('a duration is typed as %j', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
  if (seconds !== null) expect(secondsOf(durationOf(seconds))).toBe(seconds);
});

test('what a schedule is stays what it is when nothing is typed', () => {
  const before = schedule({
    ...{ cron: null, everySeconds: 5400, timezone: 'UTC', description: 'x', calendars: ['cn'] },
    ...{ shops: { platform: 'pdd', ids: ['1'] }, spreadSeconds: 60, jitterSeconds: 90, priority: 7 },
    ...{ startAt: '2026-11-11 20:00', timeoutSeconds: 600, maxRetries: 0, expiresInSeconds: 86_400 },
  });
  const { name, flow, cron, everySeconds, timezone, description, tags, enabled, shops } = before;
  const { jitterSeconds, spreadSeconds, overlap, misfire, catchUpSeconds, calendars } = before;
  const { startAt, endAt, priority, timeoutSeconds, maxRetries, expiresInSeconds } = before;
  expect(newBodyOf(formOf(before), { date: 'x' })).toEqual({
    ...{ name, flow, cron, everySeconds, timezone, description, tags, enabled, shops, params: { date: 'x' } },
    ...{ jitterSeconds, spreadSeconds, overlap, misfire, catchUpSeconds, calendars },
    ...{ startAt, endAt, priority, timeoutSeconds, maxRetries, expiresInSeconds },
  });
});

test('shops are meant as they are chosen', () => {
  const form = { ...emptyForm, platform: 'pdd', tag: 'big', ids: ['1'] };
  const of = (shopKind: (typeof form)['shopKind']) => bodyOf({ ...form, shopKind }, {}).shops;
  expect(of('none')).toBeNull();
  expect(of('all')).toEqual({ enabled: true });
  expect(of('platform')).toEqual({ platform: 'pdd', enabled: true });
  expect(of('tag')).toEqual({ platform: 'pdd', tag: 'big', enabled: true });
  expect(of('ids')).toEqual({ platform: 'pdd', ids: ['1'] });
});

test('what is missing or makes no sense is told at its field', () => {
  const faults = faultsOf({
    ...{ ...emptyForm, rhythm: 'every', every: '0s', jitter: 'some', startAt: '11.11.', maxRetries: '-1' },
    shopKind: 'ids',
  });
  expect(faults.map(({ field }) => field)).toEqual([
    ...['name', 'flow', 'every', 'jitter', 'startAt', 'maxRetries', 'ids'],
  ]);
  expect(faultsOf({ ...emptyForm, name: '每天 1', flow: 'x' })).toEqual([]);
});

test('a preview asks about what can fire', () => {
  expect(previewOf({ ...emptyForm, cron: ' ' })).toBeNull();
  expect(previewOf({ ...emptyForm, rhythm: 'every', every: 'x' })).toBeNull();
  expect(previewOf({ ...emptyForm, calendars: ['cn'], endAt: '2026-12-01', startAt: 'soon' })).toEqual({
    ...{ cron: '5 0 * * *', calendar: ['cn'], endAt: '2026-12-01' },
  });
});

test('dates, and whatever holds a template, are typed as text', () => {
  const params = {
    type: 'object',
    properties: {
      day: { type: 'string', format: 'date' },
      page: { type: 'integer' },
      size: { type: 'integer' },
    },
  };
  const fields = fieldsOf(params);
  const typed = typedOf(fields, { day: '{slot.prevDay}', page: '{slot.hour}', size: 5 });
  expect(templated(fields, typed).map(({ kind }) => kind)).toEqual(['text', 'text', 'integer']);
});
