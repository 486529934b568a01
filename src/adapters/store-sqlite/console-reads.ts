import type { FinalState, RunState } from '../../contract/run-states.ts';
import type { ConsoleReads, Endings } from '../../ports/console-reads.ts';
import { int, maybeText, text, word } from './columns.ts';
import type { Connection, SqlRow } from './connection.ts';
import { runSources } from './run-conditions.ts';

/** Width of what endings are counted by, ms: a quarter of an hour divides every zone's hours. */
const quarterMs = 900_000;

const finalWords = "('succeeded', 'failed', 'cancelled', 'expired')";

/** Reads of many runs at once on SQLite. */
export function consoleReads(c: Connection): ConsoleReads {
  /** The first row tells the newest event: read by one statement, both are of one moment. */
  const endings = (rows: readonly SqlRow[]): Endings => ({
    upTo: Number(rows[0]?.['count'] ?? 0),
    counts: rows.slice(1).map((row) => ({
      at: int(row, 'quarter') * quarterMs,
      state: word<FinalState>(row, 'state'),
      count: int(row, 'count'),
    })),
  });

  return {
    endingsSince: async (since) =>
      endings(
        c.all(
          `SELECT -1 AS quarter, '' AS state, coalesce(max(seq), 0) AS count FROM event
           UNION ALL SELECT * FROM (SELECT ended_at / ${quarterMs} AS quarter, state, count(*) AS count FROM run
             WHERE ended_at >= ? GROUP BY 1, 2)`,
          since,
        ),
      ),
    endingsAfter: async (event) =>
      endings(
        c.all(
          `SELECT -1 AS quarter, '' AS state, coalesce(max(seq), 0) AS count FROM event
           UNION ALL SELECT * FROM (SELECT at / ${quarterMs} AS quarter, json_extract(body, '$.to') AS state, count(*) AS count
             FROM event WHERE seq > ? AND json_extract(body, '$.kind') = 'state' AND json_extract(body, '$.to') IN ${finalWords}
             GROUP BY 1, 2)`,
          event,
        ),
      ),
    failingCount: async () =>
      Number(
        c.get(
          `SELECT (SELECT count(*) FROM run INDEXED BY run_live WHERE bucket IS NOT NULL AND failures > 0) +
             (SELECT count(*) FROM run INDEXED BY run_wake WHERE wake_at IS NOT NULL AND state = 'retrying') AS n`,
        )?.['n'] ?? 0,
      ),
    dueRuns: async (until, limit) => {
      const due = `FROM run INDEXED BY run_wake WHERE wake_at IS NOT NULL AND state = 'scheduled' AND due_at < ?`;
      const count = Number(c.get(`SELECT count(*) AS n ${due}`, until)?.['n'] ?? 0);
      const rows = c.all(
        `SELECT id, flow, platform, shop_id, due_at ${due} ORDER BY due_at, seq LIMIT ?`,
        until,
        limit,
      );
      return { count, items: rows.map((row) => ({ ...runName(row), dueAt: int(row, 'due_at') })) };
    },
    pausedShopCount: async () =>
      Number(
        c.get(
          `SELECT count(*) AS n FROM limit_key k JOIN shop s ON k.name = 'shop:' || s.platform || ':' || s.id
           WHERE k.closed IS NOT NULL`,
        )?.['n'] ?? 0,
      ),
    runCounts: async (filter, stepMs) => {
      const counts = new Map<string, { at: number; state: RunState; count: number }>();
      for (const { from, conditions } of runSources(c, filter, null)) {
        const rows = c.all(
          `SELECT created_at / ${Math.round(stepMs)} AS step, state, count(*) AS count FROM ${from} ${conditions.where} GROUP BY 1, 2`,
          ...conditions.values,
        );
        for (const row of rows) {
          const at = int(row, 'step') * stepMs;
          const state = word<RunState>(row, 'state');
          const key = `${at} ${state}`;
          counts.set(key, { at, state, count: (counts.get(key)?.count ?? 0) + int(row, 'count') });
        }
      }
      return [...counts.values()].sort((a, b) => a.at - b.at);
    },
    selectedRuns: async (filter, after, until, limit) => {
      const found = runSources(c, filter, null).flatMap(({ from, conditions }) => {
        conditions.add('seq > ? AND seq <= ?', after, until);
        return c.all(
          `SELECT seq FROM ${from} ${conditions.where} ORDER BY seq LIMIT ?`,
          ...conditions.values,
          limit,
        );
      });
      return found
        .map((row) => int(row, 'seq'))
        .sort((a, b) => a - b)
        .slice(0, limit);
    },
    runSelection: async (filter) => {
      const newest = c.get('SELECT coalesce(max(seq), 0) AS n FROM run');
      const counts = runSources(c, filter, null).map(({ from, conditions }) =>
        c.get(`SELECT count(*) AS n FROM ${from} ${conditions.where}`, ...conditions.values),
      );
      return {
        count: counts.reduce((sum, row) => sum + Number(row?.['n'] ?? 0), 0),
        until: Number(newest?.['n'] ?? 0),
      };
    },
    runSeqs: async (ids) => {
      const seqs = ids.flatMap((id) => {
        const row = c.get('SELECT seq FROM run WHERE id = ?', id);
        return row === undefined ? [] : [int(row, 'seq')];
      });
      return [...new Set(seqs)].sort((a, b) => a - b);
    },
    runsByPrefix: async (prefix, limit) =>
      c
        .all(
          'SELECT id, flow, platform, shop_id, state FROM run WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?',
          ...[prefix, `${prefix}\u{10ffff}`, limit],
        )
        .map((row) => {
          const { runId, ...rest } = runName(row);
          return { id: runId, ...rest, state: word<RunState>(row, 'state') };
        }),
  };
}

function runName(row: SqlRow) {
  return {
    runId: text(row, 'id'),
    flow: text(row, 'flow'),
    platform: maybeText(row, 'platform'),
    shopId: maybeText(row, 'shop_id'),
  };
}
