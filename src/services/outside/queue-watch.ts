/**
 * Looks at the broker's queues and raises alarms. A look every 15 s while the broker is remote is a declared exception to
 * "nothing polls": a queue that nobody takes from tells nobody.
 */
import type { AlarmEvent } from '../../contract/alarm-event.ts';
import { alarmChangeWords } from '../../domain/alarm-words.ts';
import {
  type AlarmThresholds,
  alarmKey,
  type QueueAlarm,
  queueAlarms,
  usualThresholds,
  withReading,
} from '../../domain/queue-alarms.ts';
import type { QueueReadings } from '../../domain/queue-reading.ts';
import { BrokerUnavailable } from '../../ports/broker.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { TaskExchange } from '../../ports/task-exchange.ts';

const lookEveryMs = 15_000;

/** An alarm that holds, and since when. */
export interface RaisedAlarm extends QueueAlarm {
  /** ms since epoch. */
  readonly since: number;
}

export interface QueueWatch {
  start(): void;
  stop(): void;
  /** The last reading, not older than a moment; null: the queues can't be read. */
  read(): Promise<QueueReadings | null>;
  /** What holds now, the oldest first. */
  alarms(): readonly RaisedAlarm[];
}

export interface QueueWatchParts {
  readonly exchange: Pick<TaskExchange, 'readQueues' | 'trouble' | 'onTrouble'>;
  readonly clock: Clock;
  /** Makes it known; rejects when it can't be kept. */
  readonly tell: (event: AlarmEvent) => Promise<void>;
  readonly logger: Logger;
  /** Default: `usualThresholds`. */
  readonly thresholds?: AlarmThresholds;
}

/** A reading that is asked for serves everybody who asks within this, ms. */
const freshMs = 1_000;

export function createQueueWatch(parts: QueueWatchParts): QueueWatch {
  const { exchange, clock, logger } = parts;
  const thresholds = parts.thresholds ?? usualThresholds;
  const raised = new Map<string, RaisedAlarm>();
  let past: QueueReadings[] = [];
  let reading: Promise<QueueReadings | null> | null = null;
  let timer: Timer | null = null;
  let stopped = false;

  const readNow = (): Promise<QueueReadings | null> => {
    reading ??= exchange
      .readQueues()
      .catch((error: unknown) => {
        if (!(error instanceof BrokerUnavailable))
          logger.warn({ error: String(error) }, 'the queues can not be read');
        return null;
      })
      .then((found) => {
        reading = null;
        if (found !== null) past = withReading(past, found, thresholds.windowMs);
        judge(found !== null);
        return found;
      });
    return reading;
  };

  /** `fresh`: the last reading is of now; else what it said of queues still stands. */
  function judge(fresh: boolean): void {
    if (stopped) return;
    const trouble = exchange.trouble();
    const holding: QueueAlarm[] = [
      ...(trouble === null
        ? []
        : [{ rule: trouble.kind, queue: null, value: null, threshold: null, detail: trouble.detail }]),
      ...(fresh
        ? queueAlarms(past, new Set(raised.keys()), thresholds)
        : [...raised.values()].filter(({ queue }) => queue !== null)),
    ];
    const keys = new Set(holding.map(alarmKey));
    for (const [key, alarm] of raised) {
      if (keys.has(key)) continue;
      raised.delete(key);
      tell('cleared', alarm);
    }
    for (const alarm of holding) {
      const known = raised.get(alarmKey(alarm));
      const now: RaisedAlarm = { ...alarm, since: known?.since ?? clock.now() };
      raised.set(alarmKey(alarm), now);
      if (known === undefined) tell('raised', now);
    }
  }

  function tell(change: 'raised' | 'cleared', alarm: RaisedAlarm): void {
    const { rule, queue, value, threshold, detail } = alarm;
    const fields = { rule, queue, value, threshold, detail };
    if (change === 'raised') logger.warn(fields, 'alarm of the broker');
    else logger.info(fields, 'alarm of the broker is over');
    const words = alarmChangeWords(change, alarm);
    parts.tell({ kind: 'alarm', change, ...alarm, words }).catch((error: unknown) => {
      // It stands in the log and, while it holds, with the queues.
      if (!stopped) logger.warn({ ...fields, error: String(error) }, 'an alarm could not be told');
    });
  }

  const lookAgain = (): void => {
    void readNow().finally(() => {
      if (!stopped) timer = clock.timer(lookEveryMs, lookAgain);
    });
  };

  exchange.onTrouble(() => judge(false));
  return {
    start: lookAgain,
    stop: () => {
      stopped = true;
      timer?.cancel();
    },
    read: async () => {
      const last = past.at(-1);
      return last !== undefined && clock.now() - last.at < freshMs && exchange.trouble() === null
        ? last
        : readNow();
    },
    alarms: () => [...raised.values()].sort((a, b) => a.since - b.since),
  };
}
