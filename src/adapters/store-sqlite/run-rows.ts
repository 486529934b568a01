import type { SQLInputValue } from 'node:sqlite';
import type { JsonObject, RunSource } from '../../contract/run.ts';
import type { RunError } from '../../contract/run-error.ts';
import type { RunState } from '../../contract/run-states.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { RunPatch, RunRecord } from '../../domain/run-record.ts';
import { int, json, maybeInt, maybeText, text, word } from './columns.ts';
import type { Connection, SqlRow } from './connection.ts';

/** JSON longer than this, in characters, lives in `run_payload`, so that the run's row stays small. */
const inlineLimit = 4096;
/** Stands in the row for a payload kept elsewhere; not valid JSON, so it can't be mistaken. */
const elsewhere = '@';

const columns: Readonly<Record<string, string>> = {
  id: 'id',
  flow: 'flow',
  flowHash: 'flow_hash',
  platform: 'platform',
  shopId: 'shop_id',
  taskType: 'task_type',
  state: 'state',
  code: 'code',
  error: 'error',
  priority: 'priority',
  params: 'params',
  output: 'output',
  tags: 'tags',
  pool: 'pool',
  attempt: 'attempt',
  failures: 'failures',
  losses: 'losses',
  maxRetries: 'max_retries',
  dedupeKey: 'dedupe_key',
  source: 'source',
  createdBy: 'created_by',
  createdAt: 'created_at',
  dueAt: 'due_at',
  queuedAt: 'queued_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  expiresAt: 'expires_at',
  timeoutSeconds: 'timeout_seconds',
  blockedAt: 'blocked_at',
  rank: 'rank',
  wakeAt: 'wake_at',
  classKey: 'class_key',
  node: 'node',
  wakeUpPending: 'wake_up_pending',
  batchId: 'batch_id',
  retryOf: 'retry_of',
  retriedAs: 'retried_as',
  serialKey: 'serial_key',
  scheduleId: 'schedule_id',
  slotAt: 'slot_at',
  cancelRequestedAt: 'cancel_requested_at',
  revision: 'revision',
};
// `columns` names fields of a run, and nothing else.
const insertKeys = Object.keys(columns) as (keyof RunRecord)[];
export const insertRunSql = `INSERT INTO run (${Object.values(columns).join(', ')}, bucket) VALUES (${insertKeys.map(() => '?').join(', ')}, ?)`;

/** Where a live run stands; see migrations/0001-core. */
export function bucketOf(run: Pick<RunRecord, 'state' | 'blockedBy' | 'classKey' | 'node'>): number | null {
  if (run.state === 'blocked') return run.blockedBy === null ? null : 2 * run.blockedBy;
  if (run.state === 'queued') return 2 * run.classKey + 1;
  if (run.state === 'running') return run.node === null ? null : -run.node;
  return null;
}

function encode(key: string, value: unknown): SQLInputValue {
  if (value === null || value === undefined) return null;
  switch (key) {
    case 'params':
    case 'output':
    case 'error': {
      const text = JSON.stringify(value);
      return key !== 'error' && text.length > inlineLimit ? elsewhere : text;
    }
    case 'tags':
      return Array.isArray(value) && value.length === 0 ? null : JSON.stringify(value);
    case 'wakeUpPending':
      return value === true ? 1 : 0;
    default:
      // Every other column is text or a number by RunRecord's type.
      return value as string | number;
  }
}

/** Values for `insertRunSql`. */
export function insertValues(run: RunRecord): SQLInputValue[] {
  const values = insertKeys.map((key) => encode(key, run[key]));
  values.push(bucketOf(run));
  return values;
}

/** Writes payloads that are too long for the row; tells whether there were any. */
export function writePayloads(
  connection: Connection,
  seq: number,
  source: RunPatch & { params?: JsonObject },
): boolean {
  let any = false;
  for (const name of ['params', 'output'] as const) {
    const value = source[name];
    if (value === undefined || value === null) continue;
    const text = JSON.stringify(value);
    if (text.length > inlineLimit) {
      any = true;
      connection.run(
        'INSERT OR REPLACE INTO run_payload (run_seq, name, body) VALUES (?, ?, ?)',
        seq,
        name,
        text,
      );
    }
  }
  return any;
}

/** Whether part of the run is kept elsewhere than in its row. */
export function isSpilled(row: SqlRow): boolean {
  return row['params'] === elsewhere || row['output'] === elsewhere;
}

/** A set of the columns that a patch can change, one bit each. */
export type ChangedColumns = number;

const patchKeys = [
  'state',
  'code',
  'error',
  'output',
  'attempt',
  'failures',
  'losses',
  'dueAt',
  'queuedAt',
  'startedAt',
  'endedAt',
  'blockedBy',
  'blockedAt',
  'rank',
  'wakeAt',
  'classKey',
  'node',
  'wakeUpPending',
  'retriedAs',
  'cancelRequestedAt',
  'revision',
] as const satisfies readonly (keyof RunPatch)[];

/** The columns that this patch of this run changes. */
export function changedColumns(run: RunRecord, patch: RunPatch): ChangedColumns {
  let changed = 0;
  let bit = 1;
  for (const key of patchKeys) {
    const value = patch[key];
    if (value !== undefined && value !== run[key]) changed |= bit;
    bit <<= 1;
  }
  return changed;
}

/** Rows that one statement changes; more of them take several. */
const rowsTogether = 16;

interface ChangeText {
  readonly one: string;
  readonly many: string;
  readonly keys: readonly (keyof RunPatch)[];
}
const changeTexts = new Map<ChangedColumns, ChangeText>();

function changeText(changed: ChangedColumns): ChangeText {
  let found = changeTexts.get(changed);
  if (found === undefined) {
    // What a run is blocked by has no column of its own: it is in the bucket.
    const keys = patchKeys.filter((key, i) => (changed & (1 << i)) !== 0 && key !== 'blockedBy');
    const sets = [...keys.map((key) => `${columns[key]} = ?`), 'bucket = ?'];
    const update = (which: string): string =>
      `UPDATE run SET ${sets.join(', ')} WHERE seq ${which} AND state = ? AND attempt = ?`;
    const list = Array.from({ length: rowsTogether }, () => '?').join(', ');
    found = { one: update('= ?'), many: update(`IN (${list})`), keys };
    changeTexts.set(changed, found);
  }
  return found;
}

/** Runs of which the same columns change to the same values, from the same stored state and attempt. */
interface LikeChanges {
  readonly text: ChangeText;
  readonly values: readonly SQLInputValue[];
  readonly stored: Pick<RunRecord, 'state' | 'attempt'>;
  readonly runs: RunRecord[];
}

/** A run, which of its columns have changed, and what its row still shows. */
export interface RunChange {
  readonly run: RunRecord;
  readonly columns: ChangedColumns;
  readonly stored: Pick<RunRecord, 'state' | 'attempt'>;
}

/**
 * Writes runs' changed columns, conditional on the state and the attempt that are stored; those that change alike, as most
 * of a batch do, several at a time. Throws `internal` when a row is not what it was thought to be.
 */
export function writeChanges(connection: Connection, changes: Iterable<RunChange>): void {
  const latest = new Map<ChangedColumns, LikeChanges>();
  const all: LikeChanges[] = [];
  for (const { run, columns: changed, stored } of changes) {
    const text = changeText(changed);
    const values: SQLInputValue[] = [];
    for (const key of text.keys) values.push(encode(key, run[key]));
    values.push(bucketOf(run));
    let like = latest.get(changed);
    if (
      like === undefined ||
      like.stored.state !== stored.state ||
      like.stored.attempt !== stored.attempt ||
      !values.every((value, i) => value === like?.values[i])
    ) {
      like = { text, values, stored, runs: [] };
      latest.set(changed, like);
      all.push(like);
    }
    like.runs.push(run);
  }
  for (const like of all) writeLike(connection, like);
}

function writeLike(connection: Connection, { text, values, stored, runs }: LikeChanges): void {
  for (let at = 0; at < runs.length; ) {
    const count = at + rowsTogether <= runs.length ? rowsTogether : 1;
    const part = runs.slice(at, at + count);
    const seqs = part.map(({ seq }) => seq);
    const sql = count === 1 ? text.one : text.many;
    const { changes } = connection.runBeside(sql, ...values, ...seqs, stored.state, stored.attempt);
    if (changes !== count) {
      const ids = part.map(({ id }) => id).join(', ');
      throw new DroverError('internal', `A row is not what it was, of: ${ids}.`, { kind: 'bug' });
    }
    at += count;
  }
}

function payload(connection: Connection, row: SqlRow, name: 'params' | 'output'): JsonObject | null {
  if (row[name] !== elsewhere) return json<JsonObject>(row, name);
  const sql = 'SELECT body FROM run_payload WHERE run_seq = ? AND name = ?';
  const kept = connection.get(sql, int(row, 'seq'), name);
  return kept === undefined ? null : json<JsonObject>(kept, 'body');
}

/** A row of `run` as a record. */
export function toRun(connection: Connection, row: SqlRow): RunRecord {
  const bucket = maybeInt(row, 'bucket');
  const state = word<RunState>(row, 'state');
  return {
    seq: int(row, 'seq'),
    id: text(row, 'id'),
    flow: text(row, 'flow'),
    flowHash: maybeText(row, 'flow_hash'),
    platform: maybeText(row, 'platform'),
    shopId: maybeText(row, 'shop_id'),
    taskType: maybeText(row, 'task_type'),
    state,
    code: maybeInt(row, 'code'),
    error: json<RunError>(row, 'error'),
    priority: int(row, 'priority'),
    params: payload(connection, row, 'params') ?? {},
    output: payload(connection, row, 'output'),
    tags: json<string[]>(row, 'tags') ?? [],
    pool: text(row, 'pool'),
    attempt: int(row, 'attempt'),
    failures: int(row, 'failures'),
    losses: int(row, 'losses'),
    maxRetries: int(row, 'max_retries'),
    dedupeKey: maybeText(row, 'dedupe_key'),
    source: word<RunSource>(row, 'source'),
    createdBy: maybeText(row, 'created_by'),
    createdAt: int(row, 'created_at'),
    dueAt: int(row, 'due_at'),
    queuedAt: maybeInt(row, 'queued_at'),
    startedAt: maybeInt(row, 'started_at'),
    endedAt: maybeInt(row, 'ended_at'),
    expiresAt: maybeInt(row, 'expires_at'),
    timeoutSeconds: Number(row['timeout_seconds']),
    blockedBy: state === 'blocked' && bucket !== null ? bucket / 2 : null,
    blockedAt: maybeInt(row, 'blocked_at'),
    rank: Number(row['rank']),
    wakeAt: maybeInt(row, 'wake_at'),
    classKey: int(row, 'class_key'),
    node: maybeInt(row, 'node'),
    wakeUpPending: row['wake_up_pending'] === 1,
    batchId: maybeText(row, 'batch_id'),
    retryOf: maybeText(row, 'retry_of'),
    retriedAs: maybeText(row, 'retried_as'),
    serialKey: maybeText(row, 'serial_key'),
    scheduleId: maybeText(row, 'schedule_id'),
    slotAt: maybeInt(row, 'slot_at'),
    cancelRequestedAt: maybeInt(row, 'cancel_requested_at'),
    revision: int(row, 'revision'),
  };
}
