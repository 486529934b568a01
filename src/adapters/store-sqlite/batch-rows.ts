import type { RunState } from '../../contract/run-states.ts';
import type { BatchReads, BatchRecord, BatchTx, BatchView } from '../../ports/batches.ts';
import { maybeInt, maybeText, word } from './columns.ts';
import type { Connection, SqlRow } from './connection.ts';
import { Conditions, cursorNumber } from './list-query.ts';

function toBatch(row: SqlRow): BatchRecord {
  return {
    id: String(row['id']),
    flow: maybeText(row, 'flow'),
    createdBy: maybeText(row, 'created_by'),
    createdAt: Number(row['created_at']),
    asked: Number(row['asked']),
    attached: Number(row['attached']),
    refused: Number(row['refused']),
  };
}

/** Reads of batches on SQLite. */
export function batchReads(c: Connection): BatchReads {
  const view = (row: SqlRow): BatchView => {
    const batch = toBatch(row);
    const counts: Partial<Record<RunState, number>> = {};
    let held = 0;
    let firstStartedAt: number | null = null;
    let lastEndedAt: number | null = null;
    const states = c.all(
      `SELECT r.state, count(*) AS n, min(r.started_at) AS first, max(r.ended_at) AS last,
         sum(k.closed IS NOT NULL OR (k.room = 0 AND k.name GLOB 'pool:*')) AS held
       FROM run r LEFT JOIN limit_key k ON r.state = 'blocked' AND k.id = r.bucket / 2
       WHERE r.batch_id = ?1 AND NOT EXISTS (SELECT 1 FROM run later WHERE later.id = r.retried_as AND later.batch_id = ?1)
       GROUP BY r.state`,
      batch.id,
    );
    for (const state of states) {
      counts[word<RunState>(state, 'state')] = Number(state['n']);
      held += maybeInt(state, 'held') ?? 0;
      const first = maybeInt(state, 'first');
      const last = maybeInt(state, 'last');
      if (first !== null) firstStartedAt = Math.min(firstStartedAt ?? first, first);
      if (last !== null) lastEndedAt = Math.max(lastEndedAt ?? last, last);
    }
    return { batch, counts, held, firstStartedAt, lastEndedAt };
  };
  return {
    batches: async (limit, cursor) => {
      const conditions = new Conditions();
      if (cursor !== null) conditions.add('seq < ?', cursorNumber(cursor));
      const rows = c.all(
        `SELECT * FROM batch ${conditions.where} ORDER BY seq DESC LIMIT ?`,
        ...conditions.values,
        limit + 1,
      );
      const last = rows.slice(0, limit).at(-1);
      return {
        items: rows.slice(0, limit).map(view),
        next: rows.length > limit && last !== undefined ? String(last['seq']) : null,
      };
    },
    batch: async (id) => {
      const row = c.get('SELECT * FROM batch WHERE id = ?', id);
      return row && view(row);
    },
  };
}

/** Writes of batches on SQLite. */
export function batchTx(c: Connection): BatchTx {
  return {
    ensureBatch: async (b) => {
      c.run(
        'INSERT INTO batch (id, flow, created_by, created_at, asked, attached, refused) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
        ...[b.id, b.flow, b.createdBy, b.createdAt, b.asked, b.attached, b.refused],
      );
    },
    setBatchCounts: async (id, attached, refused) => {
      c.run('UPDATE batch SET attached = ?, refused = ? WHERE id = ?', attached, refused, id);
    },
    liveRunsOfBatch: async (id, after, limit) =>
      c
        .all(
          'SELECT seq FROM run WHERE batch_id = ? AND seq > ? AND ended_at IS NULL ORDER BY seq LIMIT ?',
          id,
          after,
          limit,
        )
        .map((row) => Number(row['seq'])),
  };
}
