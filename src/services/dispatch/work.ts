/**
 * One command's unit of work inside a store transaction: the runs it touches (one object each), the one event that each
 * gets however often it changes, the keys whose room it freed, and what is to happen once the commit is durable.
 * Everything in `effects` is a consequence of committed rows: losing it (a crash) loses nothing but time.
 */
import type { AlarmEvent } from '../../contract/alarm-event.ts';
import type { RunEvent } from '../../contract/run-event.ts';
import type { RunState } from '../../contract/run-states.ts';
import type { SlotEvent } from '../../contract/slot-event.ts';
import type { ChangedArea } from '../../contract/stream-events.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { KeyRecord } from '../../domain/records.ts';
import { said } from '../../domain/refusals/said.ts';
import type { RunPatch, RunRecord } from '../../domain/run-record.ts';
import { allows, type TransitionName, transitions } from '../../domain/run-state.ts';
import type { WakeUp } from '../../ports/broker.ts';
import type { LiveMessage } from '../../ports/live-bus.ts';
import type { StoreTx } from '../../ports/store.ts';
import type { FlowCatalog } from './flow-catalog.ts';

/** A run that is tried again after a delay. */
export interface DelayedRetry {
  readonly seq: number;
  readonly attempt: number;
  readonly delayMs: number;
}

/** What follows a commit. */
export interface Effects {
  readonly live: LiveMessage[];
  readonly wakeUps: WakeUp[];
  /** Cancels to send to the nodes that execute these attempts. */
  readonly cancels: { readonly node: number; readonly runId: string; readonly attempt: number }[];
  /** Attempts that are lost with their node. */
  readonly losses: { readonly runId: string; readonly attempt: number }[];
  /** Requirement classes made by this command. */
  readonly newClasses: KeyRecord[];
  /** Keys that still have room and waiters: to be settled in the next transaction. */
  readonly unsettled: Set<number>;
  /** Runs that wait for their retry from now on. */
  readonly retries: DelayedRetry[];
  /** Earliest `wakeAt` written, ms since epoch. */
  wakeAt: number | null;
}

interface PendingEvent {
  readonly run: RunRecord;
  readonly revision: number;
  /** An event that is no state change stands as it is. */
  readonly event: RunEvent | null;
  readonly from: RunState | null;
  via: RunState[];
  reason: string | null;
  blockedBy: string | null;
}

/** How much of an attempt's log is stored now, bytes. */
export type LogBytes = (runId: string, attempt: number) => number;

export interface WorkOptions {
  /** Default: nothing is stored. */
  readonly logBytes?: LogBytes | undefined;
  /** How long an uploaded file is kept from the due time of a run that names it, ms. Default: no longer than it is anyway. */
  readonly filesKeptMs?: number | undefined;
}

export class Work {
  readonly tx: StoreTx;
  /** Wall time of the command, ms since epoch. */
  readonly now: number;
  /** The configuration in force for this command. */
  catalog: FlowCatalog;
  /** Whether wake-ups need a confirmation from elsewhere. */
  readonly remoteBroker: boolean;
  readonly filesKeptMs: number;
  /** Keys whose room has grown. */
  readonly freed = new Set<number>();
  readonly effects: Effects = {
    live: [],
    wakeUps: [],
    cancels: [],
    losses: [],
    newClasses: [],
    unsettled: new Set(),
    retries: [],
    wakeAt: null,
  };
  readonly #logBytes: LogBytes;
  readonly #runs = new Map<number, RunRecord>();
  readonly #pending = new Map<number, PendingEvent>();
  readonly #events: PendingEvent[] = [];
  readonly #woken: RunRecord[] = [];

  constructor(
    tx: StoreTx,
    now: number,
    catalog: FlowCatalog,
    remoteBroker: boolean,
    { logBytes = () => 0, filesKeptMs = 0 }: WorkOptions = {},
  ) {
    this.tx = tx;
    this.now = now;
    this.catalog = catalog;
    this.remoteBroker = remoteBroker;
    this.filesKeptMs = filesKeptMs;
    this.#logBytes = logBytes;
  }

  /** The one object of this run in this command; what the command has written is already in it. */
  adopt(run: RunRecord): RunRecord {
    const known = this.#runs.get(run.seq);
    if (known !== undefined) return known;
    this.#runs.set(run.seq, run);
    return run;
  }

  async run(seq: number): Promise<RunRecord | undefined> {
    const known = this.#runs.get(seq);
    if (known !== undefined) return known;
    const run = await this.tx.run(seq);
    return run && this.adopt(run);
  }

  async runById(id: string): Promise<RunRecord | undefined> {
    const run = await this.tx.runById(id);
    return run && this.adopt(run);
  }

  /** Inserts a new run in the state that it is given; `seq` is set. */
  async insert(
    run: RunRecord,
    name: TransitionName,
    blockedBy: string | null,
    reason: string | null = null,
  ): Promise<void> {
    this.#check(name, null, run.id);
    run.state = transitions[name].to;
    run.revision = 1;
    run.seq = await this.tx.insertRun(run);
    this.#runs.set(run.seq, run);
    this.#open(run, null, reason, blockedBy);
    this.#noteWake(run.wakeAt);
  }

  /** Carries out a named transition with its conditional write. Throws `internal` when another server was first. */
  async transition(
    run: RunRecord,
    name: TransitionName,
    patch: RunPatch,
    note: { reason?: string; blockedBy?: string } = {},
  ): Promise<void> {
    this.#check(name, run.state, run.id);
    const pending = this.#pending.get(run.seq);
    const full: RunPatch = { ...patch, state: transitions[name].to };
    if (pending === undefined) full.revision = run.revision + 1;
    await this.#write(run, full);
    if (pending === undefined) {
      this.#open(run, run.state, note.reason ?? null, note.blockedBy ?? null, full.revision);
    } else {
      pending.via.push(run.state);
      pending.reason = note.reason ?? pending.reason;
      pending.blockedBy = note.blockedBy ?? null;
    }
    Object.assign(run, full);
  }

  /** Writes columns that are no transition, with an event of their own kind or none. */
  async amend(run: RunRecord, patch: RunPatch, event: RunEvent | null): Promise<void> {
    const full: RunPatch = event === null ? patch : { ...patch, revision: run.revision + 1 };
    await this.#write(run, full);
    Object.assign(run, full);
    if (event !== null)
      this.#events.push({
        run,
        revision: run.revision,
        event,
        from: null,
        via: [],
        reason: null,
        blockedBy: null,
      });
  }

  /** Appends an event that changes no column but the revision. */
  async note(run: RunRecord, event: RunEvent): Promise<void> {
    await this.amend(run, {}, event);
  }

  /** Has a node told that this queued run waits for a slot, unless this command itself has it start. */
  wakeFor(run: RunRecord): void {
    this.#woken.push(run);
  }

  /** Tells of a schedule's slot. */
  async alert(schedule: number, event: SlotEvent): Promise<void> {
    const seq = await this.tx.appendSlotEvent(schedule, this.now, event);
    this.effects.live.push({ topic: 'slot', seq, at: this.now, event });
  }

  /** Tells of an alarm of the broker, or of its end. */
  async alarm(event: AlarmEvent): Promise<void> {
    const seq = await this.tx.appendAlarm(this.now, event);
    this.effects.live.push({ topic: 'alarm', seq, at: this.now, event });
  }

  /** Tells those who watch that something of this area has changed; once, however much of it has. */
  tellChange(area: ChangedArea): void {
    const { live } = this.effects;
    if (!live.some((message) => message.topic === 'change' && message.area === area))
      live.push({ topic: 'change', area });
  }

  /** Whether a run that this command has queued still waits for a slot. */
  get waits(): boolean {
    return this.#woken.some(({ state }) => state === 'queued');
  }

  /** Whether one waits in one of these classes. */
  waitsIn(classKeys: readonly number[]): boolean {
    return this.#woken.some(({ state, classKey }) => state === 'queued' && classKeys.includes(classKey));
  }

  /** Writes the events; to be called once, last. */
  async finish(): Promise<void> {
    for (const { state, pool, id: runId, priority } of this.#woken)
      if (state === 'queued') this.effects.wakeUps.push({ pool, runId, priority });
    for (const pending of this.#events) {
      const { run, revision, event, from, via, reason, blockedBy } = pending;
      await this.#append(
        run,
        revision,
        event ?? {
          kind: 'state',
          from,
          to: run.state,
          ...(via.length > 0 ? { via } : {}),
          attempt: run.attempt,
          ...(run.code !== null ? { code: run.code } : {}),
          ...(run.error !== null ? { error: run.error } : {}),
          ...(blockedBy !== null && run.state === 'blocked' ? { blockedBy } : {}),
          ...(reason !== null ? { reason } : {}),
        },
      );
    }
  }

  #open(
    run: RunRecord,
    from: RunState | null,
    reason: string | null,
    blockedBy: string | null,
    revision = run.revision,
  ): void {
    const pending: PendingEvent = { run, revision, event: null, from, via: [], reason, blockedBy };
    this.#pending.set(run.seq, pending);
    this.#events.push(pending);
  }

  async #append(run: RunRecord, revision: number, plain: RunEvent): Promise<void> {
    const logBytes = plain.kind === 'state' ? 0 : this.#logBytes(run.id, plain.attempt);
    // A state needs no place within the log: an attempt's lines stand between its start and its end.
    const event = logBytes > 0 ? { ...plain, logBytes } : plain;
    const seq = await this.tx.appendEvent(run.seq, revision, this.now, event);
    const { id: runId, flow, platform, shopId } = run;
    this.effects.live.push({
      topic: 'run',
      runId,
      flow,
      platform,
      shopId,
      seq,
      revision,
      at: this.now,
      event,
    });
  }

  async #write(run: RunRecord, patch: RunPatch): Promise<void> {
    const changed = await this.tx.updateRun(run, patch);
    if (!changed) {
      throw new DroverError('store_unavailable', said('run_changed', { id: run.id }), {
        kind: 'operational',
        retryable: true,
      });
    }
    if (patch.wakeAt !== undefined) this.#noteWake(patch.wakeAt);
  }

  #noteWake(at: number | null): void {
    if (at !== null && (this.effects.wakeAt === null || at < this.effects.wakeAt)) this.effects.wakeAt = at;
  }

  #check(name: TransitionName, from: RunState | null, id: string): void {
    if (!allows(name, from)) {
      throw new DroverError(
        'internal',
        `Run ${id} can't make the transition ${name} from ${from ?? 'nothing'}.`,
        { kind: 'bug' },
      );
    }
  }
}
