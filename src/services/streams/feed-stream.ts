/** The live feed: the events of all runs, from one reading of the event table whatever the number of its watchers. */
import type { FeedQuery } from '../../contract/stream-events.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventReads, FeedAlert, FeedEvent } from '../../ports/event-reads.ts';
import type { LiveNews } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import { alarmEventData, feedEventData, newsEventData, slotEventData } from './event-data.ts';
import { type Frame, sseText } from './frame.ts';
import type { StreamView } from './frame-window.ts';
import type { Gate } from './gate.ts';
import type { StreamPosition } from './position.ts';
import { type FrameSource, type Live, SharedStream, type Watch } from './shared-stream.ts';

/** Events before the newest one that can be told again. */
const replayed = 10_000;
const pageEvents = 500;
const pageBytes = 256 * 1024;

export type FeedFilter = Omit<FeedQuery, 'after'>;

export interface FeedParts {
  readonly history: Pick<EventReads, 'feed' | 'lastEvent' | 'eventTime'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly gate: Gate;
}

/** A watcher's feed and where it begins. */
export interface OpenedFeed extends Watch {
  /** The place from which it goes on: to be sent first, so that a client that hears nothing can resume. */
  readonly startId: string;
  /** What the client has seen before can't be continued: it must read anew. */
  readonly reset: boolean;
}

export interface Feed {
  /** Watches from now on, or behind an id that the feed gave. */
  open(filter: FeedFilter, lastId: string | null): Promise<OpenedFeed>;
  /** Something of some run, of a slot or of the broker has been committed. */
  stir(live: Live): void;
  /** News of a node or an area, for those who watch now: the store has none of it. */
  pass(news: LiveNews): void;
  watching(): number;
}

interface FeedFrame extends Frame {
  /** null: news that no store has. */
  readonly of: FeedEvent | null;
}
/** The number of the last event read, and the id made of it. */
interface Place {
  readonly seq: number;
  /** Number of the last news that passed behind that event; null: none did. */
  readonly offset: number | null;
  readonly id: string;
}

interface FeedStream {
  readonly shared: SharedStream<FeedFrame, Place>;
  readonly newest: () => Place;
  pass(news: LiveNews): void;
}

export function createFeed(parts: FeedParts): Feed {
  const { history } = parts;
  let stream: FeedStream | null = null;
  const watched = new Set<FeedStream>();
  let passed = 0;

  const newestPlace = async (): Promise<Place> => {
    const last = await history.lastEvent();
    return last === undefined
      ? { seq: 0, offset: null, id: feedId(0, 0) }
      : { seq: last.seq, offset: null, id: feedId(last.seq, last.at) };
  };

  const make = (start: Place): FeedStream => {
    let newest = start;
    const source: FrameSource<FeedFrame, Place> = {
      cursorAt: async (position) =>
        newest.seq - position.seq > replayed ? undefined : { ...position, id: '' },
      page: async (cursor) => {
        const { items, more } = await history.feed(cursor.seq, pageEvents, pageBytes);
        const frames = items.map(frameOf);
        const last = frames.at(-1);
        const place = last === undefined ? cursor : { ...last.position, id: last.id };
        if (place.seq > newest.seq) newest = place;
        return { frames, cursor: place, more };
      },
      direct: (cursor, live) => {
        if (live.seq <= cursor.seq) return 'known';
        if (live.seq > cursor.seq + 1) return null;
        const frame = frameOf(live.topic === 'run' ? live : { ...live, runId: null });
        newest = { ...frame.position, id: frame.id };
        return { frames: [frame], cursor: newest };
      },
      isOver: () => false,
    };
    const shared: SharedStream<FeedFrame, Place> = new SharedStream({
      ...parts,
      source,
      start: positionOf(start),
      cursor: start,
      onWatched: (yes) => {
        if (yes) watched.add(made);
        else watched.delete(made);
        // What nobody watches would only grow stale.
        if (!yes && stream === made) stream = null;
      },
    });
    const made: FeedStream = {
      shared,
      newest: () => newest,
      pass: (news) => {
        shared.pass((cursor) => {
          passed += 1;
          const place = { seq: cursor.seq, offset: passed, id: cursor.id };
          if (newest.seq === place.seq) newest = place;
          return newsFrame(news, place, parts.clock.now());
        });
      },
    };
    return made;
  };

  const current = async (): Promise<FeedStream> => {
    if (stream !== null) return stream;
    const newest = await newestPlace();
    // Somebody else may have made it meanwhile.
    stream ??= make(newest);
    return stream;
  };

  return {
    open: async (filter, lastId) => {
      const seen = lastId === null ? null : await placeSeen(history, lastId);
      const goesOn = seen !== null && (await newestPlace()).seq - seen.seq <= replayed;
      const { shared, newest } = await current();
      const start = goesOn ? seen : newest();
      const watch = shared.watch(positionOf(start), viewOf(filter));
      return { ...watch, startId: start.id, reset: lastId !== null && !goesOn };
    },
    stir: (live) => {
      for (const { shared } of watched) shared.stir(live);
    },
    pass: (news) => {
      for (const one of watched) one.pass(news);
    },
    watching: () => [...watched].reduce((sum, { shared }) => sum + shared.watchers, 0),
  };
}

const positionOf = ({ seq, offset }: Place): StreamPosition => ({ seq, offset });

/** The event's time beside its number: another installation's, or a restored one's, event of that number differs. */
function feedId(seq: number, at: number): string {
  return `${seq}-${at.toString(36)}`;
}

/** The place that an id names, if its event is still there; place 0 is before the first event of all. */
async function placeSeen(history: FeedParts['history'], id: string): Promise<Place | null> {
  const [, digits] = /^(\d{1,15})-[0-9a-z]{1,12}$/.exec(id) ?? [];
  if (digits === undefined) return null;
  const seq = Number(digits);
  const at = seq === 0 ? 0 : await history.eventTime(seq);
  return at !== undefined && feedId(seq, at) === id ? { seq, offset: null, id } : null;
}

function frameOf(event: FeedEvent): FeedFrame {
  const { seq, at } = event;
  const id = feedId(seq, at);
  if (event.runId === null) return alertFrame(event, id);
  const { runId, flow, platform, shopId } = event;
  const data = { runId, flow, platform, shopId, ...feedEventData(event.event, at) };
  return { position: { seq, offset: null }, id, text: sseText(id, event.event.kind, data), of: event };
}

function alertFrame(of: FeedAlert, id: string): FeedFrame {
  const { seq, at, event } = of;
  const data = event.kind === 'slot' ? slotEventData(event, at) : alarmEventData(event, at);
  return { position: { seq, offset: null }, id, text: sseText(id, event.kind, data), of };
}

/** It bears the id of the event before it, so that who goes on behind it misses no event. */
function newsFrame(news: LiveNews, { seq, offset, id }: Place, at: number): FeedFrame {
  return {
    position: { seq, offset },
    id,
    text: sseText(id, news.topic, newsEventData(news, at)),
    of: null,
  };
}

function viewOf(filter: FeedFilter): StreamView<FeedFrame> {
  const { flow, shop, state } = filter;
  const platforms = [filter.platform, shop?.platform].filter((one) => one !== undefined);
  return {
    key: JSON.stringify([flow, platforms, shop?.shopId, state]),
    shows: ({ of }) => {
      const narrowed = platforms.length > 0 || state !== undefined;
      if (of === null) return flow === undefined && !narrowed;
      // An alert of a slot belongs to no shop, an alarm of the broker to no flow either; neither is a change of a run's state.
      if (of.runId === null) {
        const ofFlow = of.event.kind === 'slot' ? of.event.flow : undefined;
        return (flow === undefined || ofFlow === flow) && !narrowed;
      }
      return (
        (flow === undefined || of.flow === flow) &&
        platforms.every((platform) => of.platform === platform) &&
        (shop === undefined || of.shopId === shop.shopId) &&
        (state === undefined || (of.event.kind === 'state' && state.includes(of.event.to)))
      );
    },
  };
}
