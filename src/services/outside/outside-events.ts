import type { AlarmEvent } from '../../contract/alarm-event.ts';
import type { EventReads, FeedRunEvent } from '../../ports/event-reads.ts';
import type { OutsideEvent } from '../../ports/task-exchange.ts';
import type { OutboundPage } from './outbound.ts';

const pageEvents = 500;
const pageBytes = 512 * 1024;

/** Events after a number, as they are published. */
export async function eventsAfter(
  history: Pick<EventReads, 'feed'>,
  after: number,
): Promise<OutboundPage<OutsideEvent>> {
  const { items } = await history.feed(after, pageEvents, pageBytes);
  const events = items.flatMap((item) => {
    if (item.runId !== null) return [runEvent(item)];
    // Alerts of slots are for people.
    return item.event.kind === 'alarm' ? [alarmEvent(item.seq, item.at, item.event)] : [];
  });
  return { items: events, cursor: items.at(-1)?.seq ?? after };
}

/**
 * An event as outside consumers get it: JSON with the words of the task messages, the event's number `seq` (a repeat has
 * the same), and what happened. Its key names the state that the run is in after it.
 */
function runEvent({ seq, at, runId, flow, platform, shopId, event }: FeedRunEvent): OutsideEvent {
  const { kind, ...details } = event;
  const body = {
    seq,
    at: new Date(at).toISOString(),
    event: kind,
    task_id: runId,
    flow,
    platform,
    shop_id: shopId,
    ...details,
  };
  // Steps, progress, files and the request of a cancel are a running run's.
  const state = event.kind === 'state' ? event.to : 'running';
  return { key: `run.${platform ?? 'none'}.${state}`, body: Buffer.from(JSON.stringify(body)) };
}

/** An alarm, or its end, by the key `alarm.{rule}`. */
function alarmEvent(seq: number, at: number, { kind, since, ...details }: AlarmEvent): OutsideEvent {
  const body = {
    seq,
    at: new Date(at).toISOString(),
    event: kind,
    ...details,
    since: new Date(since).toISOString(),
  };
  return { key: `alarm.${details.rule}`, body: Buffer.from(JSON.stringify(body)) };
}
