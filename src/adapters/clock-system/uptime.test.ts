import os from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock } from './system-clock.ts';
import { uptimeOf } from './uptime.ts';

/** A machine whose uptime is told in steps of 10 ms. */
function machine() {
  const time = { running: 5_000, slept: 0, set: 0, reads: 0 };
  const truth = (): number => time.running + time.slept;
  const uptime = uptimeOf({
    uptime: () => {
      time.reads += 1;
      return Math.floor(truth() / 10) * 10;
    },
    running: () => time.running,
    wall: () => Math.floor(1_700_000_000_000 + truth() + time.set),
  });
  return { time, truth, uptime };
}

const happening = fc.oneof(
  fc.record({ kind: fc.constant('runs' as const), ms: fc.double({ min: 0, max: 3_000, noNaN: true }) }),
  fc.record({ kind: fc.constant('sleeps' as const), ms: fc.double({ min: 0, max: 1e7, noNaN: true }) }),
  fc.record({ kind: fc.constant('set' as const), ms: fc.integer({ min: -1e6, max: 1e6 }) }),
);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
const hidden = (happenings: readonly Happening[]): boolean =>
  happenings.some(({ kind }) => kind === 'set') && happenings.some(({ kind }) => kind === 'sleeps');
/** Sleeps too short to be seen add up until the next read. */
const sleepBelow = (happenings: readonly Happening[]): number =>
  happenings.reduce((sum, { kind, ms }) => sum + (kind === 'sleeps' ? Math.min(ms, 6) : 0), 0);

test('uptime is at most 16 ms behind, never ahead and never goes back, whatever sleep and settings of the clock do', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const { time, truth, uptime } = machine();
      let before = uptime();
      for (const { kind, ms } of happenings) {
        if (kind === 'runs') time.running += ms;
        else if (kind === 'sleeps') time.slept += ms;
        else time.set += ms;
        const now = uptime();
        expect(now).toBeGreaterThanOrEqual(before);
        expect(now).toBeLessThanOrEqual(truth());
        // A clock that is set just as the machine sleeps hides the sleep, for a second of running time.
        if (!hidden(happenings)) expect(now).toBeGreaterThan(truth() - 16 - sleepBelow(happenings));
        before = now;
      }
    }),
  );
});

test('within a second the machine is asked once', () => {
  const { time, uptime } = machine();
  for (let i = 0; i < 100; i++) {
    uptime();
    time.running += 9;
  }
  expect(time.reads).toBe(1);
  time.running += 200;
  uptime();
  expect(time.reads).toBe(2);
});

test("the system's clock tells the uptime of the machine", () => {
  const before = os.uptime() * 1000;
  const told = systemClock.uptimeMs();
  expect(told).toBeGreaterThan(before - 20);
  expect(told).toBeLessThanOrEqual(os.uptime() * 1000 + 10);
});
