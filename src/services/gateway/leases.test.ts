import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newNode } from '../../../test/support/stored-records.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { createLeases } from './leases.ts';
import { Session } from './session.ts';

const termMs = 17_000;

function setUp(count = 1) {
  const clock = createVirtualClock();
  const sessions = Array.from(
    { length: count },
    (_, n) => new Session(`s${n}`, newNode(`n${n}`, { key: n + 1 }), null, clock.uptimeMs() + termMs),
  );
  const expired: string[] = [];
  const start = clock.uptimeMs();
  const leases = createLeases(
    clock,
    () => sessions,
    (session) => {
      expired.push(`${session.nodeId} at ${clock.uptimeMs() - start}`);
      session.leaseEndsAt = Number.POSITIVE_INFINITY;
    },
  );
  leases.arm();
  const renew = (n = 0): void => {
    const session = sessions[n];
    if (session !== undefined) session.leaseEndsAt = clock.uptimeMs() + termMs;
  };
  return { clock, leases, expired, renew, sessions };
}

describe('leases', () => {
  it('end 17 s after the last renewal received, not before', async () => {
    const { clock, expired, renew } = setUp();
    for (let n = 0; n < 20; n += 1) {
      await clock.advance(3000);
      renew();
    }
    await clock.advance(termMs - 1);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toEqual(['n0 at 77000']);
  });

  it('end each by itself', async () => {
    const { clock, expired, renew } = setUp(3);
    await clock.advance(10_000);
    renew(1);
    await clock.advance(60_000);
    expect(expired).toEqual(['n0 at 17000', 'n2 at 17000', 'n1 at 27000']);
  });

  it('are extended by the lateness of a server that was stopped, so that its nodes can be heard', async () => {
    const { clock, expired, renew } = setUp();
    await clock.advance(16_000);
    clock.suspend(30_000);
    await clock.advance(0);
    expect(expired).toEqual([]);
    renew();
    await clock.advance(termMs - 1);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toHaveLength(1);
  });

  it('end at last for a node that stays silent after such a stop', async () => {
    const { clock, expired } = setUp();
    clock.suspend(30_000);
    await clock.advance(60_000);
    expect(expired).toEqual(['n0 at 30500']);
  });

  it('forgive half a second of lateness without extending', async () => {
    const { clock, expired } = setUp();
    await clock.advance(16_900);
    clock.suspend(600);
    await clock.advance(0);
    expect(expired).toEqual(['n0 at 17500']);
  });

  it('never end early, and always end, whatever the renewals and stops', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ wait: fc.integer({ min: 0, max: 20_000 }), stop: fc.integer({ min: 0, max: 20_000 }) }),
          {
            maxLength: 8,
          },
        ),
        async (steps) => {
          const { clock, expired, renew, sessions } = setUp();
          let renewedAt = clock.uptimeMs();
          for (const { wait, stop } of steps) {
            await clock.advance(wait);
            if (expired.length > 0) break;
            renew();
            renewedAt = clock.uptimeMs();
            clock.suspend(stop);
          }
          await clock.advance(0);
          if (expired.length === 0) {
            await clock.advanceUntil(() => expired.length > 0, 300_000);
          }
          expect(expired).toHaveLength(1);
          expect(sessions[0]?.leaseEndsAt).toBe(Number.POSITIVE_INFINITY);
          const endedAt = Number(/at (.*)/.exec(expired[0] ?? '')?.[1]) + 1_000_000;
          expect(endedAt - renewedAt).toBeGreaterThanOrEqual(termMs);
        },
      ),
      { numRuns: 60 },
    );
  });
});
