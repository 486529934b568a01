import type { AlarmEvent } from '../../contract/alarm-event.ts';
import type { RunEvent } from '../../contract/run-event.ts';
import type { SlotEvent } from '../../contract/slot-event.ts';
import { contentTypeOf } from '../../domain/content-type.ts';
import type { LiveNews } from '../../ports/live-bus.ts';
import { sseInstant } from './frame.ts';

/** The data of a run's event as it is sent (contract: stream-events). */
export function runEventData(event: RunEvent, at: number): object {
  const common = { attempt: event.attempt, at: sseInstant(at) };
  switch (event.kind) {
    case 'state': {
      const { from, to, via, code, error, blockedBy, reason } = event;
      return {
        from,
        to,
        ...(via === undefined ? {} : { via }),
        ...common,
        code: code ?? null,
        error: error ?? null,
        ...(blockedBy === undefined ? {} : { blockedBy }),
        ...(reason === undefined ? {} : { reason }),
      };
    }
    case 'step': {
      const { kind: _kind, logBytes: _log, attempt: _attempt, ...step } = event;
      return { ...common, ...step };
    }
    case 'progress':
      return { ...common, value: event.value, note: event.note };
    case 'cancel_requested':
      return { ...common, by: event.by };
    case 'artifact':
      return { ...common, name: event.name, size: event.size, contentType: contentTypeOf(event.name).type };
  }
}

/** The data of a slot's alert as it is sent. */
export function slotEventData(event: SlotEvent, at: number): object {
  const { kind: _kind, slotAt, lastSlotAt, ...data } = event;
  return { ...data, slotAt: sseInstant(slotAt), lastSlotAt: sseInstant(lastSlotAt), at: sseInstant(at) };
}

/** The data of an alarm of the broker as it is sent. */
export function alarmEventData(event: AlarmEvent, at: number): object {
  const { kind: _kind, since, ...data } = event;
  return { ...data, since: sseInstant(since), at: sseInstant(at) };
}

/** The data of news that no store has, as they are sent. */
export function newsEventData({ topic: _topic, ...news }: LiveNews, at: number): object {
  return { ...news, at: sseInstant(at) };
}

/** The data of a run's event in the live feed: steps without their values, which may be long. */
export function feedEventData(event: RunEvent, at: number): object {
  if (event.kind !== 'step') return runEventData(event, at);
  const { input: _input, output: _output, ...short } = event;
  return runEventData(short, at);
}
