import { expect, test } from 'vitest';
import { localInstant, zonedInstant } from './instants.ts';

test('an instant on the wall clocks of a zone, of this machine where the zone is unknown', () => {
  const at = '2026-11-29T16:00:00.000Z';
  expect(zonedInstant(at, 'Asia/Shanghai')).toBe('2026-11-30 00:00:00');
  expect(zonedInstant(at, 'America/New_York')).toBe('2026-11-29 11:00:00');
  expect(zonedInstant(at, 'Nowhere/None')).toBe(localInstant(at));
});
