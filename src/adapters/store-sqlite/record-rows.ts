import type { RunError } from '../../contract/run-error.ts';
import type { AttemptOutcome, JsonObject } from '../../contract/run.ts';
import type { Requirement } from '../../domain/limit-keys.ts';
import type { AttemptRecord, KeyClosure, KeyRecord, NodeRecord, ShopRecord, TokenRecord } from '../../domain/records.ts';
import type { SqlRow } from './connection.ts';

/** JSON that this adapter wrote under that column; `T` is the type that was written. */
function parsed<T>(value: unknown): T | null {
  return value === null || value === undefined ? null : (JSON.parse(String(value)) as T);
}
const maybeText = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
const maybeInt = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

export function toKey(row: SqlRow): KeyRecord {
  return {
    id: Number(row['id']),
    name: String(row['name']),
    room: maybeInt(row['room']),
    closed: parsed<KeyClosure>(row['closed']),
    requirement: parsed<Requirement>(row['requirement']),
  };
}

export function toAttempt(row: SqlRow): AttemptRecord {
  return {
    runSeq: Number(row['run_seq']),
    attempt: Number(row['attempt']),
    // The CHECK of the column guarantees the union's members.
    outcome: String(row['outcome']) as AttemptOutcome,
    code: maybeInt(row['code']),
    error: parsed<RunError>(row['error']),
    node: maybeInt(row['node']),
    startedAt: Number(row['started_at']),
    endedAt: Number(row['ended_at']),
  };
}

export function toShop(row: SqlRow): ShopRecord {
  return {
    platform: String(row['platform']),
    id: String(row['id']),
    name: maybeText(row['name']),
    tags: parsed<string[]>(row['tags']) ?? [],
    owner: maybeText(row['owner']),
    enabled: row['enabled'] === 1,
    settings: parsed<JsonObject>(row['settings']) ?? {},
    origin: String(row['origin']) as ShopRecord['origin'],
    room: maybeInt(row['room']),
    createdAt: Number(row['created_at']),
  };
}

type NodeBody = Omit<NodeRecord, 'key' | 'id' | 'session' | 'connected' | 'draining' | 'lastSeenAt'>;

export function toNode(row: SqlRow): NodeRecord {
  return {
    ...(JSON.parse(String(row['body'])) as NodeBody),
    key: Number(row['key']),
    id: String(row['id']),
    session: String(row['session']),
    connected: row['connected'] === 1,
    draining: row['draining'] === 1,
    lastSeenAt: Number(row['last_seen_at']),
  };
}

/** The part of a node that is kept as JSON. */
export function nodeBody(node: NodeRecord): string {
  const { key: _key, id: _id, session: _session, connected: _connected, draining: _draining, lastSeenAt: _seen, ...body } = node;
  return JSON.stringify(body);
}

export function toToken(row: SqlRow): TokenRecord {
  return {
    id: String(row['id']),
    name: String(row['name']),
    role: String(row['role']) as TokenRecord['role'],
    hash: String(row['hash']),
    createdAt: Number(row['created_at']),
    revokedAt: maybeInt(row['revoked_at']),
  };
}
