import type { AttemptOutcome, JsonObject } from '../../contract/run.ts';
import type { RunError } from '../../contract/run-error.ts';
import type { Requirement } from '../../domain/limit-keys.ts';
import type {
  AttemptRecord,
  KeyClosure,
  KeyRecord,
  NodeRecord,
  ShopRecord,
  TokenRecord,
} from '../../domain/records.ts';
import { int, json, maybeInt, maybeText, text, word } from './columns.ts';
import type { SqlRow } from './connection.ts';

export function toKey(row: SqlRow): KeyRecord {
  return {
    id: int(row, 'id'),
    name: text(row, 'name'),
    room: maybeInt(row, 'room'),
    closed: json<KeyClosure>(row, 'closed'),
    requirement: json<Requirement>(row, 'requirement'),
  };
}

export function toAttempt(row: SqlRow): AttemptRecord {
  return {
    runSeq: int(row, 'run_seq'),
    attempt: int(row, 'attempt'),
    outcome: word<AttemptOutcome>(row, 'outcome'),
    code: maybeInt(row, 'code'),
    error: json<RunError>(row, 'error'),
    node: maybeInt(row, 'node'),
    startedAt: int(row, 'started_at'),
    endedAt: int(row, 'ended_at'),
  };
}

export function toShop(row: SqlRow): ShopRecord {
  return {
    platform: text(row, 'platform'),
    id: text(row, 'id'),
    name: maybeText(row, 'name'),
    tags: json<string[]>(row, 'tags') ?? [],
    owner: maybeText(row, 'owner'),
    enabled: row['enabled'] === 1,
    settings: json<JsonObject>(row, 'settings') ?? {},
    origin: word<ShopRecord['origin']>(row, 'origin'),
    room: maybeInt(row, 'room'),
    createdAt: int(row, 'created_at'),
  };
}

type NodeBody = Omit<NodeRecord, 'key' | 'id' | 'session' | 'connected' | 'draining' | 'lastSeenAt'>;

export function toNode(row: SqlRow): NodeRecord {
  return {
    // Written by nodeBody.
    ...(JSON.parse(text(row, 'body')) as NodeBody),
    key: int(row, 'key'),
    id: text(row, 'id'),
    session: text(row, 'session'),
    connected: row['connected'] === 1,
    draining: row['draining'] === 1,
    lastSeenAt: int(row, 'last_seen_at'),
  };
}

/** The part of a node that is kept as JSON. */
export function nodeBody(node: NodeRecord): string {
  const own: readonly string[] = ['key', 'id', 'session', 'connected', 'draining', 'lastSeenAt'];
  return JSON.stringify(node, (field, value: unknown) => (own.includes(field) ? undefined : value));
}

export function toToken(row: SqlRow): TokenRecord {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    role: word<TokenRecord['role']>(row, 'role'),
    hash: text(row, 'hash'),
    createdAt: int(row, 'created_at'),
    revokedAt: maybeInt(row, 'revoked_at'),
  };
}
