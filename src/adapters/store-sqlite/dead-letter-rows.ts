import type { Bilingual } from '../../contract/bilingual.ts';
import type { DeadLetterState } from '../../contract/run-states.ts';
import type {
  BulkEdit,
  BulkFault,
  BulkJobRecord,
  DeadLetterFilter,
  RunSelection,
} from '../../domain/bulk-job.ts';
import type { DeadLetterRecord, UnreadMessage } from '../../domain/dead-letter.ts';
import type { DeadLetterTx, LetterDecision } from '../../ports/dead-letters.ts';
import { json, maybeInt, maybeText, word } from './columns.ts';
import type { Connection, SqlRow } from './connection.ts';
import { Conditions } from './list-query.ts';

/** A row of `dead_letter`; the CHECKs of its columns guarantee the unions' members. */
export function toLetter(row: SqlRow): DeadLetterRecord {
  return {
    seq: Number(row['seq']),
    runSeq: maybeInt(row, 'run_seq'),
    state: word(row, 'state'),
    at: Number(row['at']),
    cause: String(row['cause']),
    words: json<Bilingual>(row, 'words'),
    flow: maybeText(row, 'flow'),
    platform: maybeText(row, 'platform'),
    shopId: maybeText(row, 'shop_id'),
    note: maybeText(row, 'note'),
    decidedBy: maybeText(row, 'decided_by'),
    decidedAt: maybeInt(row, 'decided_at'),
    retriedAs: maybeText(row, 'retried_as'),
  };
}

export const jobSql =
  'SELECT bulk_job.*, filter, runs, edit, note FROM bulk_job JOIN bulk_plan ON job_id = id';

/** A row of `jobSql`; its JSON was written by this adapter. */
export function toBulkJob(row: SqlRow): BulkJobRecord {
  return {
    id: String(row['id']),
    action: word(row, 'action'),
    filter: json<DeadLetterFilter>(row, 'filter') ?? {},
    runs: json<RunSelection>(row, 'runs'),
    edit: json<BulkEdit>(row, 'edit'),
    note: maybeText(row, 'note'),
    ratePerSecond: Number(row['rate']),
    createdBy: maybeText(row, 'created_by'),
    createdAt: Number(row['created_at']),
    until: Number(row['until']),
    total: Number(row['total']),
    state: word(row, 'state'),
    done: Number(row['done']),
    failed: Number(row['failed']),
    cursor: Number(row['cursor']),
    endedAt: maybeInt(row, 'ended_at'),
    faults: json<BulkFault[]>(row, 'faults') ?? [],
  };
}

/** Conditions on `dead_letter` as `d`. States stand in the text so that the planner sees one value where there is one. */
export function letterConditions(filter: DeadLetterFilter): Conditions {
  const found = new Conditions();
  const [only, ...more] = filter.states ?? [];
  if (only !== undefined) {
    if (more.length === 0) found.add('d.state = ?', only);
    else found.add(`d.state IN (${[only, ...more].map((state) => `'${state}'`).join(', ')})`);
  }
  if (filter.cause !== undefined) found.add('d.cause = ?', filter.cause);
  if (filter.type !== undefined)
    found.add('d.cause >= ? AND d.cause < ?', `${filter.type}:`, `${filter.type};`);
  if (filter.flow !== undefined) found.add('d.flow = ?', filter.flow);
  if (filter.platform !== undefined) found.add('d.platform = ?', filter.platform);
  if (filter.shopId !== undefined) found.add('d.shop_id = ?', filter.shopId);
  if (filter.batchId !== undefined)
    found.add('d.run_seq IN (SELECT seq FROM run WHERE batch_id = ?)', filter.batchId);
  if (filter.from !== undefined) found.add('d.at >= ?', filter.from);
  if (filter.to !== undefined) found.add('d.at < ?', filter.to);
  if (filter.seqs !== undefined)
    found.add('d.seq IN (SELECT value FROM json_each(?))', JSON.stringify(filter.seqs));
  return found;
}

/** Writes of dead letters and bulk jobs on SQLite. */
export function deadLetterTx(c: Connection): DeadLetterTx {
  const settle = (
    where: string,
    key: number,
    from: DeadLetterState | null,
    to: DeadLetterState,
    decision: LetterDecision,
  ): boolean => {
    const { by, at, note = null, retriedAs = null } = decision;
    const sql = `UPDATE dead_letter SET state = ?, note = coalesce(?, note), decided_by = ?, decided_at = ?, retried_as = coalesce(?, retried_as)
      WHERE ${where} = ? AND ${from === null ? `state <> 'retried'` : 'state = ?'}`;
    return c.run(sql, to, note, by, at, retriedAs, key, ...(from === null ? [] : [from])).changes === 1;
  };
  return {
    insertDeadLetter: async (runSeq, at, cause) => {
      c.run(
        `INSERT INTO dead_letter (run_seq, state, at, cause, flow, platform, shop_id)
         SELECT ?, 'open', ?, ?, r.flow, r.platform, r.shop_id FROM (SELECT 1) LEFT JOIN run r ON r.seq = ?`,
        runSeq,
        at,
        cause,
        runSeq,
      );
    },
    insertUnreadMessage: async (message: UnreadMessage, at, cause, words) => {
      const seq = c.run(
        `INSERT INTO dead_letter (run_seq, state, at, cause, words) VALUES (NULL, 'open', ?, ?, ?)`,
        at,
        cause,
        words === undefined ? null : JSON.stringify(words),
      ).lastId;
      c.run(
        'INSERT INTO unread_message (letter_seq, body, properties) VALUES (?, ?, ?)',
        seq,
        message.body,
        JSON.stringify(message.properties),
      );
      return seq;
    },
    deadLetterBySeq: async (seq) => {
      const row = c.get('SELECT * FROM dead_letter WHERE seq = ?', seq);
      return row && toLetter(row);
    },
    markDeadLetterRetried: async (runSeq, decision) =>
      settle('run_seq', runSeq, null, 'retried', decision ?? { by: null, at: 0 }),
    settleDeadLetter: async (seq, from, to, decision) => settle('seq', seq, from, to, decision),
    openDeadLetters: async (filter, after, until, limit) => {
      const conditions = letterConditions({ ...filter, states: ['open'] });
      conditions.add('d.seq > ? AND d.seq <= ?', after, until);
      return c
        .all(
          `SELECT d.* FROM dead_letter d ${conditions.where} ORDER BY d.seq LIMIT ?`,
          ...conditions.values,
          limit,
        )
        .map(toLetter);
    },
    insertBulkJob: async (job) => {
      c.run(
        `INSERT INTO bulk_job (id, action, rate, created_by, created_at, until, total, state, done, failed, cursor, ended_at, faults)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[job.id, job.action, job.ratePerSecond, job.createdBy, job.createdAt, job.until, job.total],
        ...[job.state, job.done, job.failed, job.cursor, job.endedAt, JSON.stringify(job.faults)],
      );
      const edit = job.edit === null ? null : JSON.stringify(job.edit);
      c.run(
        'INSERT INTO bulk_plan (job_id, filter, runs, edit, note) VALUES (?, ?, ?, ?, ?)',
        job.id,
        JSON.stringify(job.filter),
        job.runs === null ? null : JSON.stringify(job.runs),
        edit,
        job.note,
      );
    },
    bulkJobById: async (id) => {
      const row = c.get(`${jobSql} WHERE id = ?`, id);
      return row && toBulkJob(row);
    },
    runningBulkJobs: async () => c.all(`${jobSql} WHERE state = 'running' ORDER BY seq`).map(toBulkJob),
    updateBulkJob: async (id, { state, done, failed, cursor, endedAt, faults }) => {
      c.run(
        'UPDATE bulk_job SET state = ?, done = ?, failed = ?, cursor = ?, ended_at = ?, faults = ? WHERE id = ?',
        ...[state, done, failed, cursor, endedAt, JSON.stringify(faults), id],
      );
    },
  };
}
