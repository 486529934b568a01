import type { SQLInputValue } from 'node:sqlite';
import type { RunEvent } from '../../contract/run-event.ts';
import type { RunState } from '../../contract/run-states.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type {
  AttemptRecord,
  HolderRecord,
  KeyRecord,
  NodeRecord,
  ShopRecord,
  TokenRecord,
} from '../../domain/records.ts';
import { said } from '../../domain/refusals/said.ts';
import type { BatchReads } from '../../ports/batches.ts';
import type { ConsoleReads } from '../../ports/console-reads.ts';
import type { DeadLetterReads } from '../../ports/dead-letters.ts';
import type { EventReads } from '../../ports/event-reads.ts';
import type { EventRecord, History, RunFilter, RunView } from '../../ports/history.ts';
import type { MemoryReads } from '../../ports/memory.ts';
import type { Page } from '../../ports/page.ts';
import type { ScheduleReads } from '../../ports/schedules.ts';
import type { SessionReads } from '../../ports/sessions.ts';
import type { UpkeepReads } from '../../ports/upkeep.ts';
import type { UploadReads } from '../../ports/uploads.ts';
import { batchReads } from './batch-rows.ts';
import { text, word } from './columns.ts';
import type { Connection, SqlRow } from './connection.ts';
import { consoleReads } from './console-reads.ts';
import { deadLetterReads } from './dead-letter-reads.ts';
import { eventReads } from './event-rows.ts';
import { cursorNumber } from './list-query.ts';
import { memoryReads } from './memory-rows.ts';
import { toAttempt, toKey, toNode, toShop, toToken } from './record-rows.ts';
import { likeEscaped, runSources } from './run-conditions.ts';
import { toRun } from './run-rows.ts';
import { scheduleReads } from './schedule-rows.ts';
import { sessionReads } from './session-rows.ts';
import { upkeepReads } from './upkeep-rows.ts';
import { uploadReads } from './upload-rows.ts';

/** Read-only queries on a connection of its own (or, for `:memory:`, on the writer's). */
export function sqliteHistory(connection: Connection): History {
  const core = Object.assign(new RunHistory(connection), deadLetterReads(connection), batchReads(connection));
  const more = Object.assign(core, upkeepReads(connection), eventReads(connection), sessionReads(connection));
  const other = Object.assign(more, consoleReads(connection), uploadReads(connection));
  return Object.assign(other, scheduleReads(connection), memoryReads(connection));
}

class RunHistory
  implements
    Omit<
      History,
      keyof (DeadLetterReads &
        BatchReads &
        UpkeepReads &
        EventReads &
        SessionReads &
        ConsoleReads &
        UploadReads &
        ScheduleReads &
        MemoryReads)
    >
{
  readonly #c: Connection;

  constructor(connection: Connection) {
    this.#c = connection;
  }

  #view(row: SqlRow): RunView {
    const run = toRun(this.#c, row);
    const key =
      run.blockedBy === null ? undefined : this.#c.get('SELECT * FROM limit_key WHERE id = ?', run.blockedBy);
    return { run, blocker: key === undefined ? null : toKey(key), nodeId: this.#nodeId(run.node) };
  }

  #nodeId(key: number | null): string | null {
    if (key === null) return null;
    const row = this.#c.get('SELECT id FROM node WHERE key = ?', key);
    return row === undefined ? null : String(row['id']);
  }

  #seq(runId: string): number {
    return Number(this.#c.get('SELECT seq FROM run WHERE id = ?', runId)?.['seq'] ?? -1);
  }

  async run(id: string): Promise<RunView | undefined> {
    const row = this.#c.get('SELECT * FROM run WHERE id = ?', id);
    return row && this.#view(row);
  }

  async runsByIds(ids: readonly string[]): Promise<RunView[]> {
    const views: RunView[] = [];
    for (const id of ids) {
      const row = this.#c.get('SELECT * FROM run WHERE id = ?', id);
      if (row !== undefined) views.push(this.#view(row));
    }
    return views;
  }

  async runs(filter: RunFilter, limit: number, cursor: string | null): Promise<Page<RunView>> {
    const sources = runSources(this.#c, filter, cursor === null ? null : cursorNumber(cursor));
    const found = sources.flatMap(({ from, conditions }) =>
      this.#c
        .all(
          `SELECT seq FROM ${from} ${conditions.where} ORDER BY seq DESC LIMIT ?`,
          ...conditions.values,
          limit + 1,
        )
        .map((row) => Number(row['seq'])),
    );
    if (sources.length > 1) found.sort((a, b) => b - a);
    const rows = found.slice(0, limit + 1).flatMap((seq) => {
      const row = this.#c.get('SELECT * FROM run WHERE seq = ?', seq);
      return row === undefined ? [] : [row];
    });
    const items = rows.slice(0, limit).map((row) => this.#view(row));
    const last = items.at(-1);
    return { items, next: rows.length > limit && last !== undefined ? String(last.run.seq) : null };
  }

  async attempts(runId: string): Promise<(AttemptRecord & { nodeId: string | null })[]> {
    return this.#c
      .all('SELECT * FROM attempt WHERE run_seq = ? ORDER BY attempt', this.#seq(runId))
      .map((row) => {
        const attempt = toAttempt(row);
        return { ...attempt, nodeId: this.#nodeId(attempt.node) };
      });
  }

  async events(runId: string, afterSeq: number, limit: number): Promise<EventRecord[]> {
    const runSeq = this.#seq(runId);
    return this.#c
      .all(
        'SELECT * FROM event WHERE run_seq = ? AND seq > ? ORDER BY revision LIMIT ?',
        runSeq,
        afterSeq,
        limit,
      )
      .map((row) => ({
        seq: Number(row['seq']),
        runSeq,
        runId,
        revision: Number(row['revision']),
        at: Number(row['at']),
        // Written by this adapter from a RunEvent.
        event: JSON.parse(String(row['body'])) as RunEvent,
      }));
  }

  #holder(row: SqlRow): HolderRecord {
    const run = toRun(this.#c, row);
    const since =
      run.state === 'running' ? (run.startedAt ?? run.createdAt) : (run.queuedAt ?? run.createdAt);
    return {
      runSeq: run.seq,
      runId: run.id,
      flow: run.flow,
      platform: run.platform,
      shopId: run.shopId,
      state: run.state,
      since,
      node: run.node,
    };
  }

  async holders(key: number, limit: number): Promise<HolderRecord[]> {
    return this.#c
      .all(
        'SELECT run.* FROM hold JOIN run ON run.seq = hold.run_seq WHERE hold.key_id = ? ORDER BY run.seq LIMIT ?',
        key,
        limit,
      )
      .map((row) => this.#holder(row));
  }

  async position(key: number, rank: number): Promise<{ ahead: number; total: number }> {
    const ahead = this.#c.get('SELECT count(*) AS n FROM run WHERE bucket = ? AND rank < ?', 2 * key, rank);
    const total = this.#c.get('SELECT count(*) AS n FROM run WHERE bucket = ?', 2 * key);
    return { ahead: Number(ahead?.['n'] ?? 0), total: Number(total?.['n'] ?? 0) };
  }

  async keyByName(name: string): Promise<KeyRecord | undefined> {
    const row = this.#c.get('SELECT * FROM limit_key WHERE name = ?', name);
    return row && toKey(row);
  }

  async businessHolder(name: string): Promise<HolderRecord | undefined> {
    const row = this.#c.get(
      'SELECT run.* FROM business_key b JOIN run ON run.seq = b.holder WHERE b.name = ?',
      name,
    );
    return row && this.#holder(row);
  }

  async shops(
    filter: {
      platform?: string;
      tag?: string;
      ids?: readonly string[];
      enabled?: boolean;
      paused?: boolean;
      text?: string;
    },
    limit: number,
    cursor: string | null,
  ): Promise<Page<{ shop: ShopRecord; key: KeyRecord | null }>> {
    const where: string[] = [];
    const values: SQLInputValue[] = [];
    const add = (condition: string, ...bound: SQLInputValue[]): void => {
      where.push(condition);
      values.push(...bound);
    };
    if (cursor !== null) {
      const cut = cursor.indexOf(':');
      if (cut < 1) throw new DroverError('bad_cursor', said('cursor_not_known'));
      add('(s.platform, s.id) > (?, ?)', cursor.slice(0, cut), cursor.slice(cut + 1));
    }
    if (filter.platform !== undefined) add('s.platform = ?', filter.platform);
    if (filter.enabled !== undefined) add('s.enabled = ?', filter.enabled ? 1 : 0);
    if (filter.paused !== undefined) add(`k.closed IS ${filter.paused ? 'NOT ' : ''}NULL`);
    if (filter.tag !== undefined)
      add('EXISTS (SELECT 1 FROM json_each(s.tags) t WHERE t.value = ?)', filter.tag);
    if (filter.ids !== undefined) add('s.id IN (SELECT value FROM json_each(?))', JSON.stringify(filter.ids));
    if (filter.text !== undefined) {
      const like = likeEscaped(filter.text);
      add(`(s.id LIKE ? ESCAPE '\\' OR s.name LIKE ? ESCAPE '\\')`, like, like);
    }
    const rows = this.#c.all(
      `SELECT s.*, k.name AS key_name FROM shop s LEFT JOIN limit_key k ON k.name = 'shop:' || s.platform || ':' || s.id
       ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY s.platform, s.id LIMIT ?`,
      ...values,
      limit + 1,
    );
    const items = rows.slice(0, limit).map((row) => {
      const key =
        row['key_name'] === null
          ? undefined
          : this.#c.get('SELECT * FROM limit_key WHERE name = ?', text(row, 'key_name'));
      return { shop: toShop(row), key: key === undefined ? null : toKey(key) };
    });
    const last = items.at(-1);
    return {
      items,
      next: rows.length > limit && last !== undefined ? `${last.shop.platform}:${last.shop.id}` : null,
    };
  }

  async nodes(): Promise<(NodeRecord & { busy: Record<string, number> })[]> {
    return this.#c.all('SELECT * FROM node ORDER BY key').map((row) => {
      const node = toNode(row);
      const counts = this.#c.all(
        'SELECT pool, count(*) AS n FROM run WHERE bucket = ? GROUP BY pool',
        -node.key,
      );
      return {
        ...node,
        busy: Object.fromEntries(counts.map((one) => [text(one, 'pool'), Number(one['n'])])),
      };
    });
  }

  async tokens(): Promise<TokenRecord[]> {
    return this.#c.all('SELECT * FROM token ORDER BY created_at').map(toToken);
  }

  async liveCounts(): Promise<Partial<Record<RunState, number>>> {
    const counts: Partial<Record<RunState, number>> = {};
    const rows = this.#c.all(
      `SELECT state, count(*) AS n FROM run WHERE bucket IS NOT NULL GROUP BY state
       UNION ALL SELECT state, count(*) AS n FROM run WHERE wake_at IS NOT NULL AND state IN ('scheduled','retrying') GROUP BY state`,
    );
    for (const row of rows) counts[word<RunState>(row, 'state')] = Number(row['n']);
    return counts;
  }
}
