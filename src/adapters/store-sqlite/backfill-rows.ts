import type { RunState } from '../../contract/run-states.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import type {
  BackfillFault,
  BackfillRecord,
  FanOutRecord,
  ShopPlace,
} from '../../domain/schedule/backfill-record.ts';
import type { BackfillView, ScheduleReads, ScheduleTx } from '../../ports/schedules.ts';
import { int, json, maybeInt, maybeText, text, word } from './columns.ts';
import type { Connection, SqlRow } from './connection.ts';
import { Conditions, cursorNumber } from './list-query.ts';

/** A row of `backfill`; its JSON was written by this adapter. */
function toBackfill(row: SqlRow): BackfillRecord {
  return {
    id: text(row, 'id'),
    schedule: int(row, 'schedule'),
    scheduleName: text(row, 'schedule_name'),
    // What is in the column was a definition when it was written.
    definition: JSON.parse(text(row, 'definition')) as ScheduleDefinition,
    from: int(row, 'first_at'),
    to: int(row, 'end_at'),
    only: word(row, 'kind'),
    ignoreCalendars: int(row, 'ignore_calendars') === 1,
    ratePerSecond: int(row, 'rate'),
    atOnce: int(row, 'at_once'),
    note: maybeText(row, 'note'),
    createdBy: maybeText(row, 'created_by'),
    createdAt: int(row, 'created_at'),
    total: int(row, 'total'),
    state: word(row, 'state'),
    done: int(row, 'done'),
    skipped: int(row, 'skipped'),
    failed: int(row, 'failed'),
    runs: int(row, 'runs'),
    attached: int(row, 'attached'),
    cursor: int(row, 'cursor'),
    shop: json<ShopPlace>(row, 'shop'),
    endedAt: maybeInt(row, 'ended_at'),
    faults: json<BackfillFault[]>(row, 'faults') ?? [],
  };
}

function toFanOut(row: SqlRow): FanOutRecord {
  return {
    schedule: int(row, 'schedule'),
    scheduleName: text(row, 'schedule_name'),
    at: int(row, 'at'),
    // As above.
    definition: JSON.parse(text(row, 'definition')) as ScheduleDefinition,
    missed: int(row, 'missed') === 1,
    batchId: text(row, 'batch_id'),
    // The column is never null.
    shop: JSON.parse(text(row, 'shop')) as ShopPlace,
  };
}

/** Reads of backfills on SQLite. */
export function backfillReads(c: Connection): Pick<ScheduleReads, 'backfill' | 'backfills'> {
  const view = (row: SqlRow): BackfillView => {
    const backfill = toBackfill(row);
    const counts: Partial<Record<RunState, number>> = {};
    const states = c.all(
      // A run that was tried again from its dead letter counts as the new one.
      'SELECT state, count(*) AS n FROM run WHERE batch_id = ? AND retried_as IS NULL GROUP BY state',
      backfill.id,
    );
    for (const state of states) counts[word<RunState>(state, 'state')] = int(state, 'n');
    return { backfill, counts };
  };
  return {
    backfill: async (id) => {
      const row = c.get('SELECT * FROM backfill WHERE id = ?', id);
      return row && view(row);
    },
    backfills: async (schedule, limit, cursor) => {
      const conditions = new Conditions();
      if (schedule !== null) conditions.add('schedule = ?', schedule);
      if (cursor !== null) conditions.add('seq < ?', cursorNumber(cursor));
      const rows = c.all(
        `SELECT * FROM backfill ${conditions.where} ORDER BY seq DESC LIMIT ?`,
        ...conditions.values,
        limit + 1,
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map(view),
        next: rows.length > limit && last !== undefined ? String(last['seq']) : null,
      };
    },
  };
}

const shopText = (shop: ShopPlace | null): string | null => (shop === null ? null : JSON.stringify(shop));

/** Writes of backfills and of what is left of a slot's shops on SQLite. */
export function backfillTx(
  c: Connection,
): Pick<
  ScheduleTx,
  | 'fanOuts'
  | 'fanOut'
  | 'putFanOut'
  | 'deleteFanOut'
  | 'insertBackfill'
  | 'backfillById'
  | 'runningBackfills'
  | 'updateBackfill'
  | 'liveRunsInBatch'
> {
  return {
    fanOuts: async () => c.all('SELECT * FROM slot_fan_out ORDER BY at, schedule').map(toFanOut),
    fanOut: async (schedule, at) => {
      const row = c.get('SELECT * FROM slot_fan_out WHERE schedule = ? AND at = ?', schedule, at);
      return row && toFanOut(row);
    },
    putFanOut: async (f) => {
      c.run(
        `INSERT INTO slot_fan_out (schedule, at, schedule_name, definition, missed, batch_id, shop) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (schedule, at) DO UPDATE SET shop = excluded.shop`,
        ...[f.schedule, f.at, f.scheduleName, JSON.stringify(f.definition), f.missed ? 1 : 0, f.batchId],
        shopText(f.shop),
      );
    },
    deleteFanOut: async (schedule, at) => {
      c.run('DELETE FROM slot_fan_out WHERE schedule = ? AND at = ?', schedule, at);
    },
    insertBackfill: async (b) => {
      c.run(
        `INSERT INTO backfill (id, schedule, schedule_name, definition, first_at, end_at, kind, ignore_calendars, rate, at_once,
           note, created_by, created_at, total, state, done, skipped, failed, runs, attached, cursor, shop, ended_at, faults)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[b.id, b.schedule, b.scheduleName, JSON.stringify(b.definition), b.from, b.to, b.only],
        ...[b.ignoreCalendars ? 1 : 0, b.ratePerSecond, b.atOnce, b.note, b.createdBy, b.createdAt, b.total],
        ...[b.state, b.done, b.skipped, b.failed, b.runs, b.attached, b.cursor, shopText(b.shop), b.endedAt],
        JSON.stringify(b.faults),
      );
    },
    backfillById: async (id) => {
      const row = c.get('SELECT * FROM backfill WHERE id = ?', id);
      return row && toBackfill(row);
    },
    runningBackfills: async () =>
      c.all(`SELECT * FROM backfill WHERE state = 'running' ORDER BY seq`).map(toBackfill),
    updateBackfill: async (id, p) => {
      c.run(
        `UPDATE backfill SET state = ?, done = ?, skipped = ?, failed = ?, runs = ?, attached = ?, cursor = ?, shop = ?,
           ended_at = ?, faults = ? WHERE id = ?`,
        ...[p.state, p.done, p.skipped, p.failed, p.runs, p.attached, p.cursor, shopText(p.shop)],
        ...[p.endedAt, JSON.stringify(p.faults), id],
      );
    },
    liveRunsInBatch: async (id) =>
      int(c.get('SELECT count(*) AS n FROM run WHERE batch_id = ? AND ended_at IS NULL', id) ?? {}, 'n'),
  };
}
