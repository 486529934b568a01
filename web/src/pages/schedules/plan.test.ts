import { expect, test } from 'vitest';
import { dayAfter, dayRows, firstHour, fullestHour, mostRuns, scheduleRows, shadeOf } from './plan.model.ts';

const hourMs = 3_600_000;
/** 00:00 of a day in Shanghai. */
const from = Date.UTC(2026, 10, 28, 16);
const zone = 'Asia/Shanghai';

function bucket(hours: number, runs: number, peak: 'over' | 'high' | null = null, busy = runs / 10) {
  return { at: new Date(from + hours * hourMs).toISOString(), slots: 1, runs, skipped: 0, busy, peak };
}

test('quarters of an hour are put together by the clock of the zone', () => {
  const [day, next] = dayRows({
    zone,
    buckets: [bucket(8, 3), bucket(8.25, 4, 'high', 9), bucket(9, 1), bucket(30, 5)],
  });
  expect(day).toMatchObject({ key: '2026-11-29', runs: 8 });
  expect(day?.hours[8]).toEqual({
    ...{ at: from + 8 * hourMs, runs: 7, slots: 2, skipped: 0, busy: 9, peak: 'high' },
  });
  expect(day?.hours[0]).toBeNull();
  expect(next).toMatchObject({ key: '2026-11-30', runs: 5 });
  expect(next?.hours[6]?.runs).toBe(5);
});

test('schedules of a day have their runs by the hour, those with most first', () => {
  const item = (scheduleId: string, runsPerSlot: number, buckets: readonly number[]) => ({
    ...{ scheduleId, flow: 'sync', state: 'active' as const, zone, words: { en: '', zh: '' }, runsPerSlot },
    ...{ durationSeconds: null, slots: 2, skipped: 1, fires: [], complete: true },
    cells: buckets.map((place) => ({ bucket: place, slots: 1, runs: runsPerSlot, skipped: 1 })),
  });
  const rows = scheduleRows({
    ...{ from: new Date(from).toISOString(), zone, bucketSeconds: 900 },
    items: [item('few', 1, [0, 1, 95]), item('many', 82, [33])],
  });
  expect(rows.map(({ key, runs }) => [key, runs])).toEqual([
    ['many', 82],
    ['few', 3],
  ]);
  expect(rows[1]?.hours[0]).toMatchObject({ at: from, runs: 2, slots: 2, skipped: 2 });
  expect(rows[1]?.hours[23]?.runs).toBe(1);
  expect(rows[0]?.hours[8]?.runs).toBe(82);
  expect(mostRuns(rows)).toBe(82);
});

test('what is too much comes before what is most', () => {
  const over = bucket(3, 20, 'over', 50);
  const rows = dayRows({ zone, buckets: [bucket(1, 900, 'high', 12), over] });
  expect(fullestHour(rows)).toMatchObject({ runs: 20, peak: 'over' });
  expect(fullestHour(dayRows({ zone, buckets: [bucket(1, 4), bucket(2, 9)] }))?.runs).toBe(9);
  expect(fullestHour(dayRows({ zone, buckets: [bucket(1, 0)] }))).toBeNull();
});

test('darker is more, and anything at all is seen', () => {
  expect([0, 1, 200, 500, 1000].map((runs) => shadeOf(runs, 1000))).toEqual([0, 1, 2, 3, 4]);
  expect(shadeOf(0, 0)).toBe(0);
  expect([dayAfter('2026-11-30', 1), dayAfter('2026-03-01', -1)]).toEqual(['2026-12-01', '2026-02-28']);
});

test('a map that is wider than the screen begins with the first hour of which there is anything', () => {
  expect(firstHour(dayRows({ zone, buckets: [bucket(9, 1), bucket(31, 0)] }))).toBe(7);
  expect(firstHour(dayRows({ zone, buckets: [] }))).toBe(0);
});
