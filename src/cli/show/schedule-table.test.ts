import { expect, test } from 'vitest';
import { localInstant } from './instants.ts';
import { zonedFire } from './schedule-table.ts';

test('a slot names its zone where the clocks of this machine show another time', () => {
  const at = '2026-11-29T06:00:00.000Z';
  const here = localInstant(at);
  expect(zonedFire({ at, local: here }, 'Asia/Shanghai')).toBe(here);
  expect(zonedFire({ at, local: '2026-11-29 23:45:00' }, 'Asia/Kathmandu')).toBe(
    '2026-11-29 23:45:00 Asia/Kathmandu',
  );
});
