import type { AttemptRecord, NodeRecord, ShopRecord, TokenRecord } from '../../src/domain/records.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import type { StoreTx } from '../../src/ports/store.ts';

/** Wall time of what is stored here, ms since epoch. */
export const at = Date.UTC(2026, 0, 1);

/** A run that waits for its due time, as it is before it is inserted. */
export function newRun(id: string, more: Partial<RunRecord> = {}): RunRecord {
  return {
    seq: 0,
    id,
    flow: 'sync',
    flowHash: null,
    platform: 'pdd',
    shopId: '1001',
    taskType: null,
    state: 'scheduled',
    code: null,
    error: null,
    priority: 5,
    params: {},
    output: null,
    tags: [],
    pool: 'default',
    attempt: 0,
    failures: 0,
    losses: 0,
    maxRetries: 3,
    dedupeKey: null,
    source: 'api',
    createdBy: null,
    createdAt: at,
    dueAt: at,
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    expiresAt: null,
    timeoutSeconds: 600,
    blockedBy: null,
    blockedAt: null,
    rank: 0,
    wakeAt: null,
    classKey: 1,
    node: null,
    wakeUpPending: false,
    batchId: null,
    retryOf: null,
    retriedAs: null,
    serialKey: null,
    scheduleId: null,
    slotAt: null,
    cancelRequestedAt: null,
    revision: 1,
    ...more,
  };
}

/** Inserts a run and returns it with its key. */
export async function insertRun(tx: StoreTx, id: string, more: Partial<RunRecord> = {}): Promise<RunRecord> {
  const run = newRun(id, more);
  run.seq = await tx.insertRun(run);
  return run;
}

export function newAttempt(
  runSeq: number,
  attempt: number,
  more: Partial<AttemptRecord> = {},
): AttemptRecord {
  return {
    runSeq,
    attempt,
    outcome: 'succeeded',
    code: 0,
    error: null,
    node: null,
    startedAt: at,
    endedAt: at + 1000,
    ...more,
  };
}

export function newShop(platform: string, id: string, more: Partial<ShopRecord> = {}): ShopRecord {
  return {
    platform,
    id,
    name: null,
    tags: [],
    owner: null,
    enabled: true,
    settings: {},
    origin: 'api',
    room: null,
    createdAt: at,
    ...more,
  };
}

export function newNode(id: string, more: Partial<NodeRecord> = {}): NodeRecord {
  return {
    key: 0,
    id,
    name: `name of ${id}`,
    host: 'host',
    pid: 7,
    os: 'linux',
    version: '1',
    bootId: 'boot',
    hostBootId: 'host-boot',
    pidNamespace: 'pid:[1]',
    session: `session of ${id}`,
    connected: true,
    draining: false,
    leaving: false,
    slots: 5,
    pools: ['default'],
    tags: ['windows'],
    flows: [{ name: 'sync', hash: 'h' }],
    lastSeenAt: at,
    ...more,
  };
}

export function newToken(id: string, more: Partial<TokenRecord> = {}): TokenRecord {
  return {
    id,
    name: 'ann',
    role: 'operator',
    hash: `hash of ${id}`,
    createdAt: at,
    revokedAt: null,
    ...more,
  };
}
