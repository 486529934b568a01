import type { AlarmEvent } from '../contract/alarm-event.ts';
import type { AttemptOutcome } from '../contract/run.ts';
import type { RunEvent } from '../contract/run-event.ts';
import type { SlotEvent } from '../contract/slot-event.ts';
import type { DroverError } from '../domain/drover-error.ts';
import type { Requirement } from '../domain/limit-keys.ts';
import type {
  AttemptRecord,
  KeyClosure,
  KeyRecord,
  NodeRecord,
  ShopRecord,
  TokenRecord,
} from '../domain/records.ts';
import type { RunPatch, RunRecord } from '../domain/run-record.ts';
import type { BatchTx } from './batches.ts';
import type { DeadLetterTx } from './dead-letters.ts';
import type { ExecTx } from './exec.ts';
import type { History } from './history.ts';
import type { MemoryTx } from './memory.ts';
import type { ScheduleTx } from './schedules.ts';
import type { SessionTx } from './sessions.ts';
import type { UpkeepTx } from './upkeep.ts';
import type { UploadTx } from './uploads.ts';

/**
 * The truth. Writes are commands given a transaction; several are committed as one group, each seeing those before it.
 * A command must be repeatable (no effect but through the transaction, no waiting on anything but the transaction):
 * when one of a group throws, the group is rolled back and each is run in a transaction of its own.
 */
export interface Store {
  /**
   * Runs `command` in the next group commit and resolves with its result once that is durable. Rejects with what the
   * command threw (nothing of it is kept), or with a DroverError `store_unavailable` / `disk_full`.
   */
  write<T>(command: (tx: StoreTx) => Promise<T>): Promise<T>;
  /** Reads of history, search and lists; never delay writes. */
  readonly history: History;
  /**
   * Why writes are refused for now: the latest refusal for want of room (`disk_full`) that no stored write has followed; null:
   * nothing is known against them. While one stands each call looks whether there is room again. Never rejects.
   */
  refusal(): Promise<DroverError | null>;
  /** Statements executed so far, reads included: tells whether the store is at rest. */
  statements(): number;
  /** Refuses new commands, commits those given before, then lets go of the database. A second call does nothing. */
  close(): Promise<void>;
}

/** The shop that a run works in. */
export type RunShop = Pick<RunRecord, 'platform' | 'shopId'>;

/** The operations on rows that commands are made of. Methods are fast and return what the transaction sees. */
export interface StoreTx
  extends DeadLetterTx,
    BatchTx,
    UpkeepTx,
    MemoryTx,
    SessionTx,
    UploadTx,
    ScheduleTx,
    ExecTx {
  // runs
  insertRun(run: RunRecord): Promise<number>;
  run(seq: number): Promise<RunRecord | undefined>;
  runById(id: string): Promise<RunRecord | undefined>;
  /** Writes `patch` if the stored run is still in the state and at the attempt that `run` shows; tells whether it did. */
  updateRun(run: RunRecord, patch: RunPatch): Promise<boolean>;
  /** Best-ranked `blocked` runs under a key. */
  waiters(key: number, limit: number): Promise<RunRecord[]>;
  /** Best-ranked `queued` runs of these classes. */
  queued(classKeys: readonly number[], limit: number): Promise<RunRecord[]>;
  /** The `queued` run of a class that goes last. */
  lastQueued(classKey: number): Promise<RunRecord | undefined>;
  /** `queued` runs that hold this key's room. */
  queuedHolders(key: number): Promise<RunRecord[]>;
  /** `blocked` runs of a shop, oldest first, that stand under another key than `key`. */
  shopWaitersElsewhere(shop: RunShop, key: number, limit: number): Promise<RunRecord[]>;
  /** Runs on a node under way. */
  runningOn(node: number): Promise<RunRecord[]>;
  /** Runs whose `wakeAt` has come, earliest first. */
  due(now: number, limit: number): Promise<RunRecord[]>;
  nextWakeAt(): Promise<number | null>;
  /** Queued runs whose wake-up is not confirmed. */
  wakeUpsPending(limit: number): Promise<RunRecord[]>;

  // limit keys and room
  key(name: string): Promise<KeyRecord | undefined>;
  keyById(id: number): Promise<KeyRecord | undefined>;
  insertKey(name: string, room: number | null, requirement: Requirement | null): Promise<KeyRecord>;
  setKeyRoom(id: number, room: number | null): Promise<void>;
  setKeyClosed(id: number, closed: KeyClosure | null): Promise<void>;
  deleteKey(id: number): Promise<void>;
  /** All keys whose name begins with the prefix. */
  keys(prefix: string): Promise<KeyRecord[]>;
  /** Keys under which at least one run is blocked. */
  keysWithWaiters(): Promise<KeyRecord[]>;
  heldCount(key: number): Promise<number>;
  /** Keys held by a run. */
  heldBy(runSeq: number): Promise<number[]>;
  hold(key: number, runSeq: number): Promise<void>;
  /** Gives back everything that the run holds; returns the keys. */
  releaseAll(runSeq: number): Promise<number[]>;

  // business keys
  businessKey(name: string): Promise<{ holder: number; waiter: number | null } | undefined>;
  setBusinessKey(name: string, holder: number, waiter: number | null): Promise<void>;
  deleteBusinessKey(name: string): Promise<void>;

  // events, attempts, idempotency
  /** Appends the run's event number `revision`; returns its global sequence number. */
  appendEvent(runSeq: number, revision: number, at: number, event: RunEvent): Promise<number>;
  /** Appends an alert of a schedule's slot, at most one for each slot; returns its global sequence number. */
  appendSlotEvent(schedule: number, at: number, event: SlotEvent): Promise<number>;
  /** Appends an alarm of the broker, or its end; returns its global sequence number. */
  appendAlarm(at: number, event: AlarmEvent): Promise<number>;
  insertAttempt(attempt: AttemptRecord): Promise<void>;
  attemptOutcome(runSeq: number, attempt: number): Promise<AttemptOutcome | undefined>;
  idempotent(key: string): Promise<{ bodyHash: string; runId: string } | undefined>;
  putIdempotent(key: string, bodyHash: string, runId: string, at: number): Promise<void>;
  deleteIdempotent(key: string): Promise<void>;

  // shops, nodes, tokens
  shop(platform: string, id: string): Promise<ShopRecord | undefined>;
  putShop(shop: ShopRecord): Promise<void>;
  nodes(): Promise<NodeRecord[]>;
  nodeById(id: string): Promise<NodeRecord | undefined>;
  /** What a claim must agree with: the session of the node and whether it, and the whole herd, takes anything new. */
  nodeSession(
    key: number,
  ): Promise<
    { readonly session: string; readonly draining: boolean; readonly maintenance: boolean } | undefined
  >;
  /** Inserts (key 0) or replaces a node's row; returns its key. */
  putNode(node: NodeRecord): Promise<number>;
  putToken(token: TokenRecord): Promise<void>;
  tokenByHash(hash: string): Promise<TokenRecord | undefined>;
  /** A named value of the installation (schema-independent settings), or undefined. */
  setting(name: string): Promise<string | undefined>;
  putSetting(name: string, value: string): Promise<void>;
}
