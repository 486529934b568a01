import type { AlarmEvent } from '../../contract/alarm-event.ts';
import type { RunEvent } from '../../contract/run-event.ts';
import type { SlotEvent } from '../../contract/slot-event.ts';
import type { AttemptRecord } from '../../domain/records.ts';
import type { RunPatch, RunRecord } from '../../domain/run-record.ts';
import type { Connection } from './connection.ts';
import { RowsTogether } from './rows-together.ts';
import { bucketOf, type ChangedColumns, changedColumns, writeChanges } from './run-rows.ts';

/** Changed runs kept back; more are written at once, so that a look through them stays short. */
const mostRuns = 512;
/** `run_seq` of the broker's alarms. */
export const alarmOwner = 0;

/** A run that the open transaction has changed: what its row still shows, and what the row is to show. */
interface ChangedRun {
  readonly stored: Pick<RunRecord, 'state' | 'attempt'> & { readonly bucket: number | null };
  readonly run: RunRecord;
  columns: ChangedColumns;
}

/**
 * Changes of runs, and new events, attempts and holds, that the open transaction has yet to write: a run that changes
 * several times in one transaction is written once, the others several at a time. Everything is written before any
 * statement that names its table, COMMIT among them (`Connection.keepBack`); statements that go round this (`…Beside`)
 * must look here too. One process owns the writes of a SQLite database, so what a row shows is known without reading it; the
 * write is conditional on it all the same.
 */
export class KeptBack {
  readonly #c: Connection;
  #runs = new Map<number, ChangedRun>();
  readonly #events: RowsTogether;
  readonly #attempts: RowsTogether;
  readonly #holds: RowsTogether;
  readonly #released: RowsTogether;
  /** Number of the newest event; null: not yet known. */
  #lastEvent: number | null = null;

  constructor(connection: Connection) {
    this.#c = connection;
    const into = (table: string, columns: string): RowsTogether => {
      const item = `(${columns.replaceAll(/\w+/g, '?')})`;
      return new RowsTogether(connection, `INSERT INTO ${table} (${columns}) VALUES `, item);
    };
    this.#events = into('event', 'seq, run_seq, revision, at, body');
    this.#attempts = into('attempt', 'run_seq, attempt, outcome, code, error, node, started_at, ended_at');
    this.#holds = into('hold', 'run_seq, key_id');
    this.#released = new RowsTogether(connection, 'DELETE FROM hold WHERE run_seq IN (', '?', ')');
    connection.keepBack('run', () => this.#writeRuns());
    connection.keepBack('event', () => this.#events.write());
    connection.keepBack('attempt', () => this.#attempts.write());
    connection.keepBack('hold', () => this.#writeHolds());
  }

  /** The run as the transaction has left it, if it is one that is kept back. */
  run(seq: number): RunRecord | undefined {
    return this.#runs.get(seq)?.run;
  }

  /** Applies the patch to `run`, an object of the store's own that shows what is stored or kept back of it. */
  change(run: RunRecord, patch: RunPatch): void {
    let changed = this.#runs.get(run.seq);
    if (changed === undefined) {
      if (this.#runs.size >= mostRuns) this.#writeRuns();
      const stored = { state: run.state, attempt: run.attempt, bucket: bucketOf(run) };
      changed = { stored, run, columns: 0 };
      this.#runs.set(run.seq, changed);
    }
    changed.columns |= changedColumns(run, patch);
    Object.assign(run, patch);
  }

  /** Appends an event; returns its number. */
  event(runSeq: number, revision: number, at: number, event: RunEvent | SlotEvent): number {
    const seq = this.#nextEvent();
    this.#events.add(seq, runSeq, revision, at, JSON.stringify(event));
    return seq;
  }

  /** Appends an alert of a schedule's slot: its owner is below 0, where those of runs are above. */
  slotEvent(schedule: number, at: number, event: SlotEvent): number {
    // Of a fault in serving it: beside what becomes of the slot afterwards.
    const fault = event.alert === 'failed' && event.reason === null;
    return this.event(-schedule, fault ? -at : event.slotAt, at, event);
  }

  /** Appends an alarm of the broker: all of them have one owner, between the schedules and the runs. */
  alarm(at: number, event: AlarmEvent): number {
    const seq = this.#nextEvent();
    this.#events.add(seq, alarmOwner, seq, at, JSON.stringify(event));
    return seq;
  }

  attempt(a: AttemptRecord): void {
    const error = a.error === null ? null : JSON.stringify(a.error);
    this.#attempts.add(a.runSeq, a.attempt, a.outcome, a.code, error, a.node, a.startedAt, a.endedAt);
  }

  hold(runSeq: number, key: number): void {
    this.#holds.add(runSeq, key);
  }

  /** What the run holds, stored or kept back, is given back. */
  release(runSeq: number): void {
    this.#holds.drop(runSeq);
    this.#released.add(runSeq);
  }

  /** How many rows stand in this bucket of which the runs are kept back. */
  rowsIn(bucket: number): number {
    let count = 0;
    for (const { stored } of this.#runs.values()) if (stored.bucket === bucket) count += 1;
    return count;
  }

  /** Runs kept back that belong into this bucket. */
  runsIn(bucket: number): RunRecord[] {
    const found: RunRecord[] = [];
    for (const { run } of this.#runs.values()) if (bucketOf(run) === bucket) found.push(run);
    return found;
  }

  /** After a rollback: nothing of it is to be written. */
  forget(): void {
    this.#runs = new Map();
    for (const rows of [this.#events, this.#attempts, this.#holds, this.#released]) rows.forget();
    this.#lastEvent = null;
  }

  #nextEvent(): number {
    this.#lastEvent ??= Number(
      this.#c.get(`SELECT seq FROM sqlite_sequence WHERE name = 'event'`)?.['seq'] ?? 0,
    );
    this.#lastEvent += 1;
    return this.#lastEvent;
  }

  #writeRuns(): void {
    if (this.#runs.size === 0) return;
    const runs = this.#runs;
    this.#runs = new Map();
    writeChanges(this.#c, runs.values());
  }

  #writeHolds(): void {
    // What was held again after it was released is among the holds.
    this.#released.write();
    this.#holds.write();
  }
}
