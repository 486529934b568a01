import type { AlarmEvent } from '../../contract/alarm-event.ts';
import type { ArtifactEvent, RunEvent } from '../../contract/run-event.ts';
import type { SlotEvent } from '../../contract/slot-event.ts';
import type { EventReads, FeedEvent, Portion, StoredEvent } from '../../ports/event-reads.ts';
import { int, maybeText, text } from './columns.ts';
import type { Connection, SqlRow } from './connection.ts';

/** Reads of the event table on SQLite. */
export function eventReads(c: Connection): EventReads {
  const seqOf = (runId: string): number =>
    Number(c.get('SELECT seq FROM run WHERE id = ?', runId)?.['seq'] ?? -1);

  /** The rows of a query with their lengths summed up, as far as the bounds allow. `sql` ends in its LIMIT. */
  const bounded = (
    sql: string,
    values: readonly (string | number)[],
    limit: number,
    maxBytes: number,
  ): Portion<SqlRow> => {
    const rows = c.all(
      `SELECT * FROM (SELECT *, sum(length(body)) OVER (ORDER BY seq) AS total FROM (${sql}))
       WHERE total - length(body) < ? ORDER BY seq`,
      ...[...values, limit + 1, maxBytes],
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, more: rows.length > limit || Number(last?.['total'] ?? 0) >= maxBytes };
  };

  return {
    runEvents: async (runId, afterSeq, limit, maxBytes) => {
      const runSeq = seqOf(runId);
      const { items, more } = bounded(
        // By revision, the index finds the place at once; by number it would read all that came before.
        `SELECT * FROM event WHERE run_seq = ? AND seq > ?
           AND revision > coalesce((SELECT revision FROM event WHERE seq = ? AND run_seq = ?), -1)
         ORDER BY revision LIMIT ?`,
        [runSeq, afterSeq, afterSeq, runSeq],
        limit,
        maxBytes,
      );
      return { items: items.map(toStored), more };
    },
    eventUpTo: async (runId, seq) => {
      const row = c.get(
        'SELECT * FROM event WHERE run_seq = ? AND seq <= ? ORDER BY revision DESC LIMIT 1',
        ...[seqOf(runId), seq],
      );
      return row && toStored(row);
    },
    feed: async (afterSeq, limit, maxBytes) => {
      const { items, more } = bounded(
        `SELECT e.seq AS seq, e.at AS at, e.body AS body, run.id AS id, run.flow AS flow, run.platform AS platform,
           run.shop_id AS shop_id
         FROM event e LEFT JOIN run ON run.seq = e.run_seq WHERE e.seq > ? ORDER BY e.seq LIMIT ?`,
        [afterSeq],
        limit,
        maxBytes,
      );
      const found = items.map(toFeed);
      return { items: found, more };
    },
    lastEvent: async () => {
      const row = c.get('SELECT seq, at FROM event ORDER BY seq DESC LIMIT 1');
      return row && { seq: int(row, 'seq'), at: int(row, 'at') };
    },
    eventTime: async (seq) => {
      const row = c.get('SELECT at FROM event WHERE seq = ?', seq);
      return row && int(row, 'at');
    },
    artifacts: async (runId) =>
      c
        .all(
          `SELECT at, body FROM event WHERE run_seq = ? AND body LIKE '{"kind":"artifact"%' ORDER BY revision`,
          seqOf(runId),
        )
        // The pattern names the kind, which every event begins with.
        .map((row) => ({ at: int(row, 'at'), event: eventIn(row) as ArtifactEvent })),
  };
}

function toStored(row: SqlRow): StoredEvent {
  return { seq: int(row, 'seq'), revision: int(row, 'revision'), at: int(row, 'at'), event: eventIn(row) };
}

function toFeed(row: SqlRow): FeedEvent {
  const place = { seq: int(row, 'seq'), at: int(row, 'at') };
  const runId = maybeText(row, 'id');
  if (runId === null) {
    // Written by this adapter from one of these: what belongs to no run is an alert or an alarm.
    const event = JSON.parse(text(row, 'body')) as SlotEvent | AlarmEvent;
    return { ...place, runId, event };
  }
  return {
    ...place,
    runId,
    flow: text(row, 'flow'),
    platform: maybeText(row, 'platform'),
    shopId: maybeText(row, 'shop_id'),
    event: eventIn(row),
  };
}

function eventIn(row: SqlRow): RunEvent {
  // Written by this adapter from a RunEvent.
  return JSON.parse(text(row, 'body')) as RunEvent;
}
