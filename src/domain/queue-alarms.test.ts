import { describe, expect, it } from 'vitest';
import { type AlarmThresholds, alarmKey, queueAlarms, withReading } from './queue-alarms.ts';
import type { QueueReading, QueueReadings } from './queue-reading.ts';

const limits: AlarmThresholds = {
  surgeLength: 100,
  surgeFactor: 3,
  unacknowledgedMs: 60_000,
  windowMs: 300_000,
};
const every = 15_000;
const queue = (more: Partial<QueueReading>): QueueReading => ({
  name: 'q',
  kind: 'intake',
  ready: 0,
  unacknowledged: 0,
  publishRate: 0,
  deliverRate: 0,
  ackRate: 0,
  consumers: 1,
  oldestAt: null,
  oldestUnacknowledgedAt: null,
  ...more,
});

/** What holds after each of the readings, taken one interval apart. */
function overTime(states: readonly Partial<QueueReading>[]): string[][] {
  let past: QueueReadings[] = [];
  let raised = new Set<string>();
  return states.map((state, n) => {
    past = withReading(
      past,
      { at: n * every, source: 'management', queues: [queue(state)] },
      limits.windowMs,
    );
    raised = new Set(queueAlarms(past, raised, limits).map(alarmKey));
    return [...raised];
  });
}
const filled = <T>(count: number, state: T): T[] => Array.from({ length: count }, () => state);

describe('alarms of queues', () => {
  it('say that a queue surges, until it is short again', () => {
    const held = overTime([
      { ready: 10 },
      { ready: 99 },
      { ready: 100 },
      ...filled(40, { ready: 100 }),
      { ready: 99 },
    ]);
    expect(held[1]).toEqual([]);
    expect(held.slice(2, 43)).toEqual(filled(41, ['length q']));
    expect(held[43]).toEqual([]);
  });

  it('leave a queue alone that has always been long, and the dead queue', () => {
    expect(overTime(filled(30, { ready: 150 })).flat()).toEqual([]);
    expect(
      overTime([
        { kind: 'dead', ready: 0 },
        { kind: 'dead', ready: 5_000 },
      ]).flat(),
    ).toEqual([]);
  });

  it('say that a delivered message is not acknowledged for long', () => {
    const held = overTime(filled(6, { oldestUnacknowledgedAt: 0 }));
    expect(held.map((keys) => keys.length)).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('say that more comes in than goes out only after 5 minutes of it without a break', () => {
    const more = { publishRate: 2, deliverRate: 1 };
    const held = overTime([...filled(21, more), {}, ...filled(20, more), more]);
    expect(held.map((keys) => keys.join())).toEqual([
      ...Array<string>(20).fill(''),
      'growing q',
      ...Array<string>(21).fill(''),
      'growing q',
    ]);
    expect(overTime(filled(40, { publishRate: 2, deliverRate: null })).flat()).toEqual([]);
  });
});
