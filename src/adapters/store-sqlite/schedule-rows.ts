import type { JsonObject } from '../../contract/run.ts';
import type { RunState } from '../../contract/run-states.ts';
import type { SlotReason, SlotResult, SlotState } from '../../contract/schedule.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import type { SchedulePause, ScheduleRecord, SlotRecord } from '../../domain/schedule/schedule-record.ts';
import { slotResult } from '../../domain/schedule/slot-result.ts';
import type { ScheduleReads, ScheduleTx, SlotView } from '../../ports/schedules.ts';
import { backfillReads, backfillTx } from './backfill-rows.ts';
import { int, json, maybeInt, maybeText, text, word } from './columns.ts';
import type { Connection, SqlRow } from './connection.ts';
import { badCursor, Conditions } from './list-query.ts';

function toSchedule(row: SqlRow): ScheduleRecord {
  return {
    key: int(row, 'key'),
    name: text(row, 'name'),
    origin: word<ScheduleRecord['origin']>(row, 'origin'),
    // What is in the column was a definition when it was written.
    definition: JSON.parse(text(row, 'definition')) as ScheduleDefinition,
    editedAt: int(row, 'edited_at'),
    decidedTo: int(row, 'decided_to'),
    paused: json<SchedulePause & JsonObject>(row, 'paused'),
    removedAt: maybeInt(row, 'removed_at'),
    createdAt: int(row, 'created_at'),
    createdBy: maybeText(row, 'created_by'),
  };
}

function toSlot(row: SqlRow): SlotRecord {
  const reason = maybeText(row, 'reason');
  return {
    schedule: int(row, 'schedule'),
    at: int(row, 'at'),
    lastAt: int(row, 'last_at'),
    count: int(row, 'count'),
    dueAt: int(row, 'due_at'),
    decidedAt: int(row, 'decided_at'),
    state: word<SlotState>(row, 'state'),
    reason: reason === null ? null : word<SlotReason>(row, 'reason'),
    detail: json<JsonObject>(row, 'detail'),
    runs: int(row, 'runs'),
    attached: int(row, 'attached'),
    leftOut: int(row, 'left_out'),
    runId: maybeText(row, 'run_id'),
    batchId: maybeText(row, 'batch_id'),
    backfillId: maybeText(row, 'backfill_id'),
  };
}

/** The row of this slot's record: its own, or the one of many in a row that it is among. */
function rowOfSlot(c: Connection, select: string, schedule: number, at: number): SqlRow | undefined {
  const own = c.get(`${select} WHERE slot.schedule = ? AND slot.at = ?`, schedule, at);
  if (own !== undefined) return own;
  const gathered = c.get(
    `${select} WHERE slot.schedule = ? AND slot.at < ? AND slot.last_at > slot.at ORDER BY slot.at DESC LIMIT 1`,
    schedule,
    at,
  );
  return gathered === undefined || int(gathered, 'last_at') < at ? undefined : gathered;
}

/** Reads of schedules' slots on SQLite. */
export function scheduleReads(c: Connection): ScheduleReads {
  const view = (row: SqlRow): SlotView => {
    const slot = toSlot(row);
    const schedule = text(row, 'name');
    const counts: Partial<Record<RunState, number>> = {};
    if (slot.runs > 0) {
      const states = c.all(
        // A run that was tried again from its dead letter counts as the new one.
        `SELECT state, count(*) AS n FROM run WHERE schedule_id = ? AND slot_at = ? AND retried_as IS NULL GROUP BY state`,
        schedule,
        slot.at,
      );
      for (const row of states) counts[word<RunState>(row, 'state')] = int(row, 'n');
    }
    const result: SlotResult | null = slotResult(counts);
    return { slot, schedule, counts, result };
  };
  const joined = 'SELECT slot.*, schedule.name FROM slot JOIN schedule ON schedule.key = slot.schedule';
  return {
    slots: async (filter, limit, cursor) => {
      const conditions = new Conditions();
      if (filter.schedule !== undefined) conditions.add('slot.schedule = ?', filter.schedule);
      if (filter.from !== undefined) conditions.add('slot.at >= ?', filter.from);
      if (filter.to !== undefined) conditions.add('slot.at < ?', filter.to);
      if (filter.states !== undefined) {
        // States are our own words, so they may stand in the text: the planner sees that a partial index applies.
        const states = filter.states.map((state) => `slot.state = '${state}'`);
        if (filter.lateMs !== undefined)
          states.push(
            `(slot.state = 'ran' AND slot.reason IS NULL AND slot.decided_at - slot.due_at > ${Math.round(filter.lateMs)})`,
          );
        conditions.add(`(${states.join(' OR ') || '1 = 0'})`);
      }
      if (cursor !== null) {
        const [, at, schedule] = /^(-?\d{1,16}):(\d{1,15})$/.exec(cursor) ?? [];
        if (at === undefined || schedule === undefined) throw badCursor();
        conditions.add(
          '(slot.at < ? OR (slot.at = ? AND slot.schedule < ?))',
          Number(at),
          Number(at),
          Number(schedule),
        );
      }
      const rows = c.all(
        `${joined} ${conditions.where} ORDER BY slot.at DESC, slot.schedule DESC LIMIT ?`,
        ...conditions.values,
        limit + 1,
      );
      const items = rows.slice(0, limit).map(view);
      const last = items.at(-1);
      return {
        items,
        next: rows.length > limit && last !== undefined ? `${last.slot.at}:${last.slot.schedule}` : null,
      };
    },
    lastSlots: async (schedules, each) =>
      schedules.flatMap((key) =>
        c.all(`${joined} WHERE slot.schedule = ? ORDER BY slot.at DESC LIMIT ?`, key, each).map(view),
      ),
    slot: async (schedule, at) => {
      const row = rowOfSlot(c, joined, schedule, at);
      return row && view(row);
    },
    slotStands: async (schedule, from, to, limit) =>
      c
        .all(
          `SELECT at, last_at, due_at, state, reason, detail, runs, attached FROM slot WHERE schedule = ?1 AND at < ?3
             AND (at >= ?2 OR at IN (SELECT at FROM slot WHERE schedule = ?1 AND at < ?2 AND last_at > at ORDER BY at DESC LIMIT 1))
           ORDER BY at LIMIT ?4`,
          schedule,
          from,
          to,
          limit,
        )
        .map((row) => ({
          at: int(row, 'at'),
          lastAt: int(row, 'last_at'),
          dueAt: int(row, 'due_at'),
          state: word<SlotState>(row, 'state'),
          reason: maybeText(row, 'reason') === null ? null : word<SlotReason>(row, 'reason'),
          detail: json<JsonObject>(row, 'detail'),
          runs: int(row, 'runs'),
          attached: int(row, 'attached'),
        })),
    scheduleDurations: async (names, each) =>
      Object.fromEntries(
        names.flatMap((name) => {
          const rows = c.all(
            // Of its latest runs only: one that has failed for long has no duration that one could go by.
            `SELECT ended_at - started_at AS ms FROM (SELECT state, started_at, ended_at FROM run
               WHERE schedule_id = ? AND slot_at IS NOT NULL ORDER BY slot_at DESC LIMIT ?)
             WHERE state = 'succeeded' AND started_at IS NOT NULL LIMIT ?`,
            name,
            3 * each,
            each,
          );
          return rows.length === 0 ? [] : [[name, rows.map((row) => int(row, 'ms'))]];
        }),
      ),
    ...backfillReads(c),
    liveRunCounts: async (names) =>
      Object.fromEntries(
        names.map((name) => [
          name,
          Number(
            c.get('SELECT count(*) AS n FROM run WHERE schedule_id = ? AND ended_at IS NULL', name)?.['n'] ??
              0,
          ),
        ]),
      ),
  };
}

/** Writes of schedules on SQLite. */
export function scheduleTx(c: Connection): ScheduleTx {
  return {
    schedules: async () => c.all('SELECT * FROM schedule ORDER BY key').map(toSchedule),
    putSchedule: async (s) => {
      const values = [
        ...[s.name, s.origin, JSON.stringify(s.definition), s.editedAt, s.decidedTo],
        ...[s.paused === null ? null : JSON.stringify(s.paused), s.removedAt, s.createdAt, s.createdBy],
      ];
      if (s.key === 0)
        return c.run(
          `INSERT INTO schedule (name, origin, definition, edited_at, decided_to, paused, removed_at, created_at, created_by)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          ...values,
        ).lastId;
      c.run(
        `UPDATE schedule SET name = ?, origin = ?, definition = ?, edited_at = ?, decided_to = max(decided_to, ?), paused = ?,
           removed_at = ?, created_at = ?, created_by = ? WHERE key = ?`,
        ...values,
        s.key,
      );
      return s.key;
    },
    moveDecidedTo: async (key, from, to) =>
      c.run('UPDATE schedule SET decided_to = ? WHERE key = ? AND decided_to = ?', to, key, from).changes ===
      1,
    insertSlot: async (s) =>
      c.run(
        `INSERT INTO slot (schedule, at, last_at, count, due_at, decided_at, state, reason, detail, runs, attached, left_out,
           run_id, batch_id, backfill_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        ...[s.schedule, s.at, s.lastAt, s.count, s.dueAt, s.decidedAt, s.state, s.reason],
        ...[s.detail === null ? null : JSON.stringify(s.detail), s.runs, s.attached, s.leftOut],
        ...[s.runId, s.batchId, s.backfillId],
      ).changes === 1,
    slotRecord: async (schedule, at) => {
      const row = rowOfSlot(c, 'SELECT * FROM slot', schedule, at);
      return row && toSlot(row);
    },
    firstSlotAt: async (schedule) => {
      const first = `SELECT at FROM slot WHERE schedule = ? AND reason IS NOT 'backfill' ORDER BY at LIMIT 1`;
      const row = c.get(first, schedule);
      return row === undefined ? null : int(row, 'at');
    },
    updateSlot: async (s) => {
      c.run(
        `UPDATE slot SET state = ?, reason = ?, detail = ?, runs = ?, attached = ?, left_out = ?, run_id = ?, batch_id = ?,
           backfill_id = ? WHERE schedule = ? AND at = ?`,
        ...[s.state, s.reason, s.detail === null ? null : JSON.stringify(s.detail), s.runs, s.attached],
        ...[s.leftOut, s.runId, s.batchId, s.backfillId, s.schedule, s.at],
      );
    },
    takeFromGathered: async (schedule, at, from) => {
      const more = 'schedule = ? AND at = ? AND count > 1';
      const { changes } = c.run(
        `UPDATE slot SET count = count - 1, at = ? WHERE ${more}`,
        from,
        schedule,
        at,
      );
      if (changes === 0) c.run('DELETE FROM slot WHERE schedule = ? AND at = ?', schedule, at);
    },
    liveRunsOfSchedule: async (name, shop) => {
      const live =
        'SELECT seq, id, state, attempt, platform, shop_id FROM run WHERE schedule_id = ? AND ended_at IS NULL';
      const rows =
        shop === null
          ? c.all(`${live} AND shop_id IS NULL ORDER BY seq`, name)
          : c.all(`${live} AND shop_id = ? AND platform = ? ORDER BY seq`, name, shop.id, shop.platform);
      return rows.map((row) => ({
        seq: int(row, 'seq'),
        id: text(row, 'id'),
        state: word<RunState>(row, 'state'),
        attempt: int(row, 'attempt'),
        platform: maybeText(row, 'platform'),
        shopId: maybeText(row, 'shop_id'),
      }));
    },
    pruneSlots: async (before, limit) => {
      // A cross join keeps its order: the old slots of each schedule, not all slots.
      const slots = c.all(
        `DELETE FROM slot WHERE (schedule, at) IN (
           SELECT s.schedule, s.at FROM schedule k CROSS JOIN slot s ON s.schedule = k.key AND s.at < ?1
           WHERE s.last_at < ?1 AND (s.decided_at < ?1 OR s.reason IS 'backfill') LIMIT ?2)
         RETURNING schedule, at`,
        before,
        limit,
      );
      // The alert of a slot stands under its schedule, as its number `at`; those of faults below 0, by when they came.
      for (const row of slots)
        c.run(
          'DELETE FROM event WHERE run_seq = ?1 AND (revision = ?2 OR revision BETWEEN -?2 AND -1)',
          -int(row, 'schedule'),
          int(row, 'at'),
        );
      const backfills = c.run(
        `DELETE FROM backfill WHERE seq IN (SELECT seq FROM backfill WHERE state IN ('done', 'cancelled') AND ended_at < ? LIMIT ?)`,
        before,
        limit,
      ).changes;
      return slots.length + backfills;
    },
    ...backfillTx(c),
  };
}
