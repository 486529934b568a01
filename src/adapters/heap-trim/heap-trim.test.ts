import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { createHeapTrim } from './heap-trim.ts';

test('it collects once after a busy time, never during one, and at rest sets no timer', async () => {
  const clock = createVirtualClock();
  let collected = 0;
  const trim = createHeapTrim(clock, 1000, () => collected++);
  await clock.advance(5000);
  expect(clock.pending()).toBe(0);
  for (let i = 0; i < 10; i++) {
    trim.busy();
    await clock.advance(500);
  }
  expect(collected).toBe(0);
  await clock.advance(2000);
  expect(collected).toBe(1);
  expect(clock.pending()).toBe(0);
  await clock.advance(60_000);
  expect(collected).toBe(1);
  trim.busy();
  trim.stop();
  await clock.advance(60_000);
  expect(collected).toBe(1);
});

test('a full collection frees what nothing holds', async () => {
  const clock = createVirtualClock();
  const trim = createHeapTrim(clock, 1);
  const held = (): WeakRef<object> => new WeakRef({ large: 'x'.repeat(1000) });
  const weak = held();
  trim.busy();
  await clock.advance(10);
  expect(weak.deref()).toBeUndefined();
});
