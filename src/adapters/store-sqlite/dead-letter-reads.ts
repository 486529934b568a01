import type { DeadLetterState } from '../../contract/run-states.ts';
import type { DeadLetterFilter } from '../../domain/bulk-job.ts';
import type { UnreadMessage } from '../../domain/dead-letter.ts';
import type { DeadLetterReads, DeadLetterView } from '../../ports/dead-letters.ts';
import { word } from './columns.ts';
import type { Connection, SqlRow } from './connection.ts';
import { jobSql, letterConditions, toBulkJob, toLetter } from './dead-letter-rows.ts';
import { badCursor, Conditions, cursorNumber } from './list-query.ts';
import { toRun } from './run-rows.ts';

/** Reads of dead letters and bulk jobs on SQLite. */
export function deadLetterReads(c: Connection): DeadLetterReads {
  const view = (row: SqlRow): DeadLetterView => {
    const letter = toLetter(row);
    const run = letter.runSeq === null ? undefined : c.get('SELECT * FROM run WHERE seq = ?', letter.runSeq);
    return { letter, run: run === undefined ? null : toRun(c, run) };
  };
  const messageOf = (seq: number): UnreadMessage | null => {
    const row = c.get('SELECT body, properties FROM unread_message WHERE letter_seq = ?', seq);
    // Both were written by this adapter: a BLOB is bytes, the properties are an object's JSON.
    return row === undefined
      ? null
      : {
          body: row['body'] as Uint8Array,
          properties: JSON.parse(String(row['properties'])) as Record<string, unknown>,
        };
  };
  return {
    deadLetters: async (filter, limit, cursor) => {
      const conditions = letterConditions(filter);
      if (cursor !== null) conditions.add('d.seq < ?', cursorNumber(cursor));
      const rows = c.all(
        `SELECT d.* FROM dead_letter d ${conditions.where} ORDER BY d.seq DESC LIMIT ?`,
        ...conditions.values,
        limit + 1,
      );
      const items = rows.slice(0, limit).map(view);
      const last = items.at(-1);
      return { items, next: rows.length > limit && last !== undefined ? String(last.letter.seq) : null };
    },
    deadLetterGroups: async (filter, limit, cursor) => {
      const conditions = letterConditions(filter);
      // The newest letter of a group tells groups of one size apart.
      const [count, last] = cursor === null ? [] : groupCursor(cursor);
      const after =
        count === undefined || last === undefined
          ? { sql: '', values: [] }
          : { sql: 'HAVING (count(*), max(d.seq)) < (?, ?)', values: [count, last] };
      const rows = c.all(
        `SELECT d.cause, count(*) AS n, count(DISTINCT d.platform || ':' || d.shop_id) AS shops, count(DISTINCT d.flow) AS flows,
           min(d.at) AS first_at, max(d.at) AS last_at, max(d.seq) AS last
         FROM dead_letter d ${conditions.where} GROUP BY d.cause ${after.sql} ORDER BY n DESC, last DESC LIMIT ?`,
        ...conditions.values,
        ...after.values,
        limit + 1,
      );
      const page = rows.slice(0, limit);
      const items = page.map((row) => {
        const sample = c.get('SELECT * FROM dead_letter WHERE seq = ?', Number(row['last']));
        if (sample === undefined) throw new Error('a group has no letter');
        return {
          cause: String(row['cause']),
          count: Number(row['n']),
          shops: Number(row['shops']),
          flows: Number(row['flows']),
          firstAt: Number(row['first_at']),
          lastAt: Number(row['last_at']),
          sample: view(sample),
        };
      });
      const end = page.at(-1);
      return {
        items,
        next: rows.length > limit && end !== undefined ? `${String(end['n'])}.${String(end['last'])}` : null,
      };
    },
    deadLetter: async (by) => {
      const row =
        'seq' in by
          ? c.get('SELECT * FROM dead_letter WHERE seq = ?', by.seq)
          : c.get('SELECT * FROM dead_letter WHERE run_seq = (SELECT seq FROM run WHERE id = ?)', by.runId);
      return row && { ...view(row), message: messageOf(Number(row['seq'])) };
    },
    deadLettersAfter: async (after, limit) =>
      c
        .all('SELECT * FROM dead_letter WHERE seq > ? ORDER BY seq LIMIT ?', after, limit)
        .map((row) => ({ ...view(row), message: messageOf(Number(row['seq'])) })),
    deadLetterSelection: async (filter: DeadLetterFilter) => {
      const conditions = letterConditions({ ...filter, states: ['open'] });
      const count = c.get(
        `SELECT count(*) AS n FROM dead_letter d ${conditions.where}`,
        ...conditions.values,
      );
      const newest = c.get('SELECT max(seq) AS n FROM dead_letter');
      return { count: Number(count?.['n'] ?? 0), until: Number(newest?.['n'] ?? 0) };
    },
    deadLetterCounts: async () => {
      const counts: Partial<Record<DeadLetterState, number>> = {};
      for (const row of c.all('SELECT state, count(*) AS n FROM dead_letter GROUP BY state'))
        counts[word<DeadLetterState>(row, 'state')] = Number(row['n']);
      return counts;
    },
    bulkJob: async (id) => {
      const row = c.get(`${jobSql} WHERE id = ?`, id);
      return row && toBulkJob(row);
    },
    bulkJobs: async (limit, cursor) => {
      const conditions = new Conditions();
      if (cursor !== null) conditions.add('seq < ?', cursorNumber(cursor));
      const rows = c.all(
        `${jobSql} ${conditions.where} ORDER BY seq DESC LIMIT ?`,
        ...conditions.values,
        limit + 1,
      );
      const last = rows.slice(0, limit).at(-1);
      return {
        items: rows.slice(0, limit).map(toBulkJob),
        next: rows.length > limit && last !== undefined ? String(last['seq']) : null,
      };
    },
  };
}

function groupCursor(cursor: string): [number, number] {
  const found = /^([0-9]{1,15})\.([0-9]{1,15})$/.exec(cursor);
  if (found === null) throw badCursor();
  return [Number(found[1]), Number(found[2])];
}
