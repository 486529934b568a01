import type { AlarmEvent } from '../../contract/alarm-event.ts';
import type { AttemptOutcome } from '../../contract/run.ts';
import type { RunEvent } from '../../contract/run-event.ts';
import type { SlotEvent } from '../../contract/slot-event.ts';
import type { Requirement } from '../../domain/limit-keys.ts';
import type {
  AttemptRecord,
  KeyClosure,
  KeyRecord,
  NodeRecord,
  ShopRecord,
  TokenRecord,
} from '../../domain/records.ts';
import type { RunPatch, RunRecord } from '../../domain/run-record.ts';
import type { RunShop, StoreTx } from '../../ports/store.ts';
import { BucketReads } from './bucket-reads.ts';
import type { Connection, SqlRow } from './connection.ts';
import { KeptBack } from './kept-back.ts';
import type { OtherTx } from './other-tx.ts';
import { nodeBody, toKey, toNode, toShop, toToken } from './record-rows.ts';
import { RoomBook } from './room-book.ts';
import { RunCache } from './run-cache.ts';
import { bucketOf, insertRunSql, insertValues, isSpilled, toRun, writePayloads } from './run-rows.ts';

const json = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

/** Runs, room, business keys, events, attempts, shops, nodes, tokens and settings. */
export class CoreTx implements Omit<StoreTx, keyof OtherTx> {
  readonly #c: Connection;
  readonly #rooms: RoomBook;
  readonly #cache: RunCache;
  readonly #buckets: BucketReads;
  readonly #kept: KeptBack;

  /** `rememberedRuns`: live runs kept in memory beside their rows. */
  constructor(connection: Connection, rememberedRuns?: number) {
    this.#cache = new RunCache(rememberedRuns);
    this.#c = connection;
    this.#kept = new KeptBack(connection);
    this.#buckets = new BucketReads(connection, this.#kept, (seqs) => this.#runsOf(seqs));
    this.#rooms = new RoomBook(connection);
  }

  /** To be called after a rollback: what is kept in memory is read anew from the rows. */
  rolledBack(): void {
    this.#kept.forget();
    this.#rooms.reload();
    this.#cache.clear();
    this.#buckets.known.clear();
  }

  async insertRun(run: RunRecord): Promise<number> {
    const seq = this.#c.runBeside(insertRunSql, ...insertValues(run)).lastId;
    this.#buckets.known.moved(seq, null, bucketOf(run));
    // What is too long for its row would be too much for memory, too.
    if (!writePayloads(this.#c, seq, run)) this.#cache.putNew({ ...run, seq });
    return seq;
  }

  async run(seq: number): Promise<RunRecord | undefined> {
    const known = this.#cache.get(seq);
    if (known !== undefined) return known;
    const kept = this.#kept.run(seq);
    if (kept !== undefined) return { ...kept };
    const row = this.#c.getBeside('SELECT * FROM run WHERE seq = ?', seq);
    return row && this.#read(row);
  }

  #read(row: SqlRow): RunRecord {
    const kept = this.#kept.run(Number(row['seq']));
    if (kept !== undefined) return { ...kept };
    const run = toRun(this.#c, row);
    if (run.endedAt === null && !isSpilled(row)) this.#cache.put(run);
    return run;
  }

  /** Runs of which a query has found the keys. */
  async #runs(rows: readonly SqlRow[]): Promise<RunRecord[]> {
    return this.#runsOf(rows.map((row) => Number(row['seq'])));
  }

  async #runsOf(seqs: readonly number[]): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    for (const seq of seqs) {
      const run = await this.run(seq);
      if (run !== undefined) found.push(run);
    }
    return found;
  }

  async runById(id: string): Promise<RunRecord | undefined> {
    const seq = this.#cache.seqOf(id);
    if (seq !== undefined) return this.run(seq);
    const row = this.#c.getBeside('SELECT * FROM run WHERE id = ?', id);
    return row && this.#read(row);
  }

  async updateRun(run: RunRecord, patch: RunPatch): Promise<boolean> {
    let known = this.#cache.own(run.seq) ?? this.#kept.run(run.seq);
    if (known === undefined) {
      const read = await this.run(run.seq);
      // Reading it may have remembered it, and what is remembered must change with the row.
      known = this.#cache.own(run.seq) ?? read;
    }
    if (known === undefined || known.state !== run.state || known.attempt !== run.attempt) return false;
    writePayloads(this.#c, run.seq, patch);
    const left = bucketOf(known);
    this.#kept.change(known, patch);
    this.#buckets.known.moved(run.seq, left, bucketOf(known));
    // Nothing asks for an ended run again soon.
    if (known.endedAt !== null) this.#cache.remove(run.seq);
    return true;
  }

  async waiters(key: number, limit: number): Promise<RunRecord[]> {
    return this.#buckets.best(2 * key, limit);
  }

  async queued(classKeys: readonly number[], limit: number): Promise<RunRecord[]> {
    return this.#buckets.bestOf(
      classKeys.map((key) => 2 * key + 1),
      limit,
    );
  }

  async lastQueued(classKey: number): Promise<RunRecord | undefined> {
    const row = this.#c.get(
      'SELECT seq FROM run WHERE bucket = ? ORDER BY rank DESC, seq DESC LIMIT 1',
      2 * classKey + 1,
    );
    return row && this.run(Number(row['seq']));
  }

  async queuedHolders(key: number): Promise<RunRecord[]> {
    const rows = this.#c.all(
      `SELECT run.seq FROM hold JOIN run ON run.seq = hold.run_seq WHERE hold.key_id = ? AND run.state = 'queued'`,
      key,
    );
    return this.#runs(rows);
  }

  async shopWaitersElsewhere(shop: RunShop, key: number, limit: number): Promise<RunRecord[]> {
    // Of all runs of the shop only those since the oldest live one. By itself the planner reads the whole table.
    const rows = this.#c.all(
      `SELECT seq FROM run INDEXED BY run_shop WHERE platform IS ? AND shop_id = ? AND state = 'blocked' AND bucket <> ?
         AND seq >= (SELECT min(seq) FROM run INDEXED BY run_live WHERE bucket IS NOT NULL) ORDER BY seq LIMIT ?`,
      ...[shop.platform, shop.shopId, 2 * key, limit],
    );
    return this.#runs(rows);
  }

  async runningOn(node: number): Promise<RunRecord[]> {
    return this.#runs(this.#c.all('SELECT seq FROM run WHERE bucket = ?', -node));
  }

  async due(now: number, limit: number): Promise<RunRecord[]> {
    return this.#runs(
      this.#c.all('SELECT seq FROM run WHERE wake_at <= ? ORDER BY wake_at, seq LIMIT ?', now, limit),
    );
  }

  async nextWakeAt(): Promise<number | null> {
    const row = this.#c.get('SELECT wake_at FROM run WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1');
    return row === undefined ? null : Number(row['wake_at']);
  }

  async wakeUpsPending(limit: number): Promise<RunRecord[]> {
    const rows = this.#c.all(
      `SELECT seq FROM run WHERE bucket > 0 AND state = 'queued' AND wake_up_pending = 1 LIMIT ?`,
      limit,
    );
    return this.#runs(rows);
  }

  async key(name: string): Promise<KeyRecord | undefined> {
    return this.#rooms.byName(name);
  }

  async keyById(id: number): Promise<KeyRecord | undefined> {
    return this.#rooms.byId(id);
  }

  async insertKey(name: string, room: number | null, requirement: Requirement | null): Promise<KeyRecord> {
    const id = this.#c.run(
      'INSERT INTO limit_key (name, room, requirement) VALUES (?, ?, ?)',
      name,
      room,
      json(requirement),
    ).lastId;
    const key: KeyRecord = { id, name, room, closed: null, requirement };
    this.#rooms.put(key);
    return key;
  }

  async setKeyRoom(id: number, room: number | null): Promise<void> {
    this.#c.run('UPDATE limit_key SET room = ? WHERE id = ?', room, id);
    this.#rooms.setRoom(id, room);
  }

  async setKeyClosed(id: number, closed: KeyClosure | null): Promise<void> {
    this.#c.run('UPDATE limit_key SET closed = ? WHERE id = ?', json(closed), id);
    this.#rooms.setClosed(id, closed);
  }

  async deleteKey(id: number): Promise<void> {
    this.#c.run('DELETE FROM limit_key WHERE id = ?', id);
    this.#rooms.remove(id);
  }

  async keys(prefix: string): Promise<KeyRecord[]> {
    return this.#rooms.withPrefix(prefix);
  }

  async keysWithWaiters(): Promise<KeyRecord[]> {
    return this.#c
      .all('SELECT k.* FROM limit_key k WHERE EXISTS (SELECT 1 FROM run r WHERE r.bucket = 2 * k.id)')
      .map(toKey);
  }

  async heldCount(key: number): Promise<number> {
    return this.#rooms.count(key);
  }

  async heldBy(runSeq: number): Promise<number[]> {
    return [...this.#rooms.heldBy(runSeq)];
  }

  async hold(key: number, runSeq: number): Promise<void> {
    this.#kept.hold(runSeq, key);
    this.#rooms.hold(key, runSeq);
  }

  async releaseAll(runSeq: number): Promise<number[]> {
    const held = this.#rooms.release(runSeq);
    if (held.length > 0) this.#kept.release(runSeq);
    return [...held];
  }

  async businessKey(name: string): Promise<{ holder: number; waiter: number | null } | undefined> {
    const row = this.#c.get('SELECT holder, waiter FROM business_key WHERE name = ?', name);
    return (
      row && { holder: Number(row['holder']), waiter: row['waiter'] === null ? null : Number(row['waiter']) }
    );
  }

  async setBusinessKey(name: string, holder: number, waiter: number | null): Promise<void> {
    this.#c.run(
      'INSERT OR REPLACE INTO business_key (name, holder, waiter) VALUES (?, ?, ?)',
      ...[name, holder, waiter],
    );
  }

  async deleteBusinessKey(name: string): Promise<void> {
    this.#c.run('DELETE FROM business_key WHERE name = ?', name);
  }

  async appendEvent(runSeq: number, revision: number, at: number, event: RunEvent): Promise<number> {
    return this.#kept.event(runSeq, revision, at, event);
  }

  async appendSlotEvent(schedule: number, at: number, event: SlotEvent): Promise<number> {
    return this.#kept.slotEvent(schedule, at, event);
  }

  async appendAlarm(at: number, event: AlarmEvent): Promise<number> {
    return this.#kept.alarm(at, event);
  }

  async insertAttempt(a: AttemptRecord): Promise<void> {
    this.#kept.attempt(a);
  }

  async attemptOutcome(runSeq: number, attempt: number): Promise<AttemptOutcome | undefined> {
    const row = this.#c.get('SELECT outcome FROM attempt WHERE run_seq = ? AND attempt = ?', runSeq, attempt);
    // The CHECK of the column guarantees the union's members.
    return row && (String(row['outcome']) as AttemptOutcome);
  }

  async idempotent(key: string): Promise<{ bodyHash: string; runId: string } | undefined> {
    const row = this.#c.get('SELECT body_hash, run_id FROM idempotency WHERE key = ?', key);
    return row && { bodyHash: String(row['body_hash']), runId: String(row['run_id']) };
  }

  async putIdempotent(key: string, bodyHash: string, runId: string, at: number): Promise<void> {
    this.#c.run(
      'INSERT OR REPLACE INTO idempotency (key, body_hash, run_id, at) VALUES (?, ?, ?, ?)',
      key,
      bodyHash,
      runId,
      at,
    );
  }

  async deleteIdempotent(key: string): Promise<void> {
    this.#c.run('DELETE FROM idempotency WHERE key = ?', key);
  }

  async shop(platform: string, id: string): Promise<ShopRecord | undefined> {
    const row = this.#c.get('SELECT * FROM shop WHERE platform = ? AND id = ?', platform, id);
    return row && toShop(row);
  }

  async putShop(s: ShopRecord): Promise<void> {
    this.#c.run(
      'INSERT OR REPLACE INTO shop (platform, id, name, tags, owner, enabled, settings, origin, room, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      s.platform,
      s.id,
      s.name,
      JSON.stringify(s.tags),
      s.owner,
      s.enabled ? 1 : 0,
      JSON.stringify(s.settings),
      s.origin,
      s.room,
      s.createdAt,
    );
  }

  async nodes(): Promise<NodeRecord[]> {
    return this.#c.all('SELECT * FROM node ORDER BY key').map(toNode);
  }

  async nodeById(id: string): Promise<NodeRecord | undefined> {
    const row = this.#c.get('SELECT * FROM node WHERE id = ?', id);
    return row && toNode(row);
  }

  async nodeSession(
    key: number,
  ): Promise<{ session: string; draining: boolean; maintenance: boolean } | undefined> {
    const row = this.#c.get(
      `SELECT session, draining, EXISTS (SELECT 1 FROM setting WHERE name = 'maintenance') AS maintenance FROM node WHERE key = ?`,
      key,
    );
    return (
      row && {
        session: String(row['session']),
        draining: row['draining'] === 1,
        maintenance: row['maintenance'] === 1,
      }
    );
  }

  async putNode(node: NodeRecord): Promise<number> {
    const values = [
      node.session,
      node.connected ? 1 : 0,
      node.draining ? 1 : 0,
      node.lastSeenAt,
      nodeBody(node),
    ] as const;
    if (node.key !== 0) {
      this.#c.run(
        'UPDATE node SET session = ?, connected = ?, draining = ?, last_seen_at = ?, body = ? WHERE key = ?',
        ...values,
        node.key,
      );
      return node.key;
    }
    return this.#c.run(
      'INSERT INTO node (session, connected, draining, last_seen_at, body, id) VALUES (?, ?, ?, ?, ?, ?)',
      ...values,
      node.id,
    ).lastId;
  }

  async putToken(t: TokenRecord): Promise<void> {
    this.#c.run(
      'INSERT OR REPLACE INTO token (id, name, role, hash, created_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?)',
      t.id,
      t.name,
      t.role,
      t.hash,
      t.createdAt,
      t.revokedAt,
    );
  }

  async tokenByHash(hash: string): Promise<TokenRecord | undefined> {
    const row = this.#c.get('SELECT * FROM token WHERE hash = ?', hash);
    return row && toToken(row);
  }

  async setting(name: string): Promise<string | undefined> {
    const row = this.#c.get('SELECT value FROM setting WHERE name = ?', name);
    return row && String(row['value']);
  }

  async putSetting(name: string, value: string): Promise<void> {
    this.#c.run('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)', name, value);
  }
}
