import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { withinTime } from './within-time.ts';

test('work is waited for, but not for ever', async () => {
  const clock = createVirtualClock();
  expect(await withinTime(Promise.resolve(), 1000, clock)).toBe(true);
  expect(clock.pending()).toBe(0);
  const endless = withinTime(new Promise(() => undefined), 1000, clock);
  await clock.advance(1000);
  expect(await endless).toBe(false);
  await expect(withinTime(Promise.reject(new Error('broken')), 1000, clock)).rejects.toThrow('broken');
});
