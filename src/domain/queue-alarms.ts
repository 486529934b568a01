/**
 * When the broker's queues are to worry somebody: what was read over the last minutes, to the alarms that hold now. The
 * dead queue is left out: it keeps its messages for whoever wants them.
 */
import type { AlarmRule } from '../contract/alarm-event.ts';
import type { QueueReading, QueueReadings } from './queue-reading.ts';

export interface AlarmThresholds {
  /** A queue that has at least this many messages, and `surgeFactor` times what it had within the last minutes. */
  readonly surgeLength: number;
  readonly surgeFactor: number;
  /** A message that was delivered this long ago and is not acknowledged, ms. */
  readonly unacknowledgedMs: number;
  /** More is published than delivered for this long, ms; also how far back a surge looks. */
  readonly windowMs: number;
}

export const usualThresholds: AlarmThresholds = {
  surgeLength: 1_000,
  surgeFactor: 3,
  unacknowledgedMs: 60_000,
  windowMs: 5 * 60_000,
};

export interface QueueAlarm {
  readonly rule: AlarmRule;
  /** null: the broker as a whole. */
  readonly queue: string | null;
  /** What was measured, and from which value on it is an alarm: messages, seconds, or messages per second. */
  readonly value: number | null;
  readonly threshold: number | null;
  /** The broker's words, where it has some. */
  readonly detail: string | null;
}

/** Names an alarm as long as it lasts. */
export function alarmKey({ rule, queue }: Pick<QueueAlarm, 'rule' | 'queue'>): string {
  return queue === null ? rule : `${rule} ${queue}`;
}

/** The part of the past that the rules look at, with a new reading behind it. */
export function withReading(
  past: readonly QueueReadings[],
  reading: QueueReadings,
  windowMs: number,
): QueueReadings[] {
  const all = [...past, reading];
  // One that is older than the window shows that the rest spans it.
  const first = all.findLastIndex(({ at }) => at <= reading.at - windowMs);
  return all.slice(Math.max(0, first));
}

/** The alarms of queues that hold after the last reading; `raised` are the keys of those that held before it. */
export function queueAlarms(
  readings: readonly QueueReadings[],
  raised: ReadonlySet<string>,
  limits: AlarmThresholds = usualThresholds,
): QueueAlarm[] {
  const last = readings.at(-1);
  if (last === undefined) return [];
  return last.queues
    .filter(({ kind }) => kind !== 'dead')
    .flatMap((queue) => [
      ...surge(queue, readings, raised, limits),
      ...unacknowledged(queue, last.at, limits),
      ...growing(queue, readings, limits),
    ]);
}

function surge(
  { name, ready }: QueueReading,
  readings: readonly QueueReadings[],
  raised: ReadonlySet<string>,
  { surgeLength, surgeFactor }: AlarmThresholds,
): QueueAlarm[] {
  if (ready < surgeLength) return [];
  const alarm: QueueAlarm = {
    rule: 'length',
    queue: name,
    value: ready,
    threshold: surgeLength,
    detail: null,
  };
  // It lasts until the queue is short again, not until its length is what one is used to.
  if (raised.has(alarmKey(alarm))) return [alarm];
  const least = Math.min(...readings.map((reading) => of(reading, name)?.ready ?? 0));
  return ready >= surgeFactor * least ? [alarm] : [];
}

function unacknowledged(
  { name, oldestUnacknowledgedAt }: QueueReading,
  now: number,
  { unacknowledgedMs }: AlarmThresholds,
): QueueAlarm[] {
  if (oldestUnacknowledgedAt === null || now - oldestUnacknowledgedAt < unacknowledgedMs) return [];
  return [
    {
      rule: 'unacknowledged',
      queue: name,
      value: Math.round((now - oldestUnacknowledgedAt) / 1000),
      threshold: unacknowledgedMs / 1000,
      detail: null,
    },
  ];
}

function growing(
  { name, publishRate, deliverRate }: QueueReading,
  readings: readonly QueueReadings[],
  { windowMs }: AlarmThresholds,
): QueueAlarm[] {
  const [first] = readings;
  const last = readings.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < windowMs) return [];
  const always = readings.every((reading) => {
    const queue = of(reading, name);
    return (
      queue !== undefined &&
      queue.publishRate !== null &&
      queue.deliverRate !== null &&
      queue.publishRate > queue.deliverRate
    );
  });
  if (!always || publishRate === null) return [];
  return [{ rule: 'growing', queue: name, value: publishRate, threshold: deliverRate, detail: null }];
}

function of({ queues }: QueueReadings, name: string): QueueReading | undefined {
  return queues.find((queue) => queue.name === name);
}
