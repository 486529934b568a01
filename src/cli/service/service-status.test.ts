import { expect, test } from 'vitest';
import type { Fire } from '../../contract/schedule.ts';
import { soonestFires } from './service-status.ts';

function fire(minute: string, leftOut = false): Fire {
  const at = `2026-11-30T00:${minute}:00.000Z`;
  const skipped = { reason: 'calendar', detail: null, words: { en: 'holiday', zh: '节假日' } } as const;
  return { at, dueAt: at, local: `2026-11-30 08:${minute}:00`, ...(leftOut ? { skipped } : {}) };
}

test('each schedule has one slot among the soonest, the first that is not left out', () => {
  const zone = 'Asia/Shanghai';
  const schedules = [
    { name: 'daily', zone, next: [fire('10', true), fire('50')] },
    { name: 'often', zone, next: [fire('01'), fire('02'), fire('03')] },
    { name: 'never', zone, next: [] },
  ];
  expect(soonestFires(schedules).map(({ schedule, at }) => [schedule, at.slice(14, 16)])).toEqual([
    ['often', '01'],
    ['daily', '50'],
  ]);
});
