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
  // Alerts of slots are no events of runs.
  const events = items.flatMap((item) => (item.runId === null ? [] : [outsideEventOf(item)]));
  return { items: events, cursor: items.at(-1)?.seq ?? after };
}

/**
 * An event as outside consumers get it: JSON with the words of the task messages, the event's number `seq` (a repeat has
 * the same), and what happened. Its key names the state that the run is in after it.
 */
function outsideEventOf({ seq, at, runId, flow, platform, shopId, event }: FeedRunEvent): OutsideEvent {
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
  return {
    platform,
    // Steps, progress, files and the request of a cancel are a running run's.
    state: event.kind === 'state' ? event.to : 'running',
    body: Buffer.from(JSON.stringify(body)),
  };
}
