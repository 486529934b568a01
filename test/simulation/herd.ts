/** The herd of a history: its flows, the runs that are submitted and what their programs do. */
import type { StartFrame } from '../../src/contract/link.ts';
import type { FlowDefinition } from '../../src/contract/manifest.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import type { ExecutionResult } from '../../src/ports/executor.ts';
import type { Logger } from '../../src/ports/logger.ts';
import { flowCatalog } from '../../src/services/dispatch/flow-catalog.ts';
import type { Chance } from './random.ts';

/** Nobody reads the log of a history. */
export const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export const shops = ['s1', 's2', 's3'];
export const platforms = ['pdd', 'temu'];

function flow(name: string, limits: readonly string[]): FlowDefinition {
  return {
    name,
    kind: 'script',
    title: null,
    description: null,
    match: null,
    params: {},
    timeoutSeconds: 30,
    retry: { max: 2, delays: [5, 20] },
    pool: 'default',
    limits: [...limits],
    expiresInSeconds: null,
    tags: [],
    manualMinutes: null,
    expected: null,
    dedupe: null,
    hash: 'h',
    program: { kind: 'script', entry: '/x', interpreter: [], args: [], cwd: '/', encoding: 'utf-8', env: {} },
  };
}

/** Limits at every level: a shop, a flow, a platform. */
export const catalog = flowCatalog([flow('order', ['shop']), flow('goods', ['shop'])], {
  'shop:*': 1,
  'platform:pdd': 3,
  'flow:goods': 2,
});

/** A submission: any flow, shop, priority, due time, deadline, business key. */
export function randomRun(id: string, now: number, c: Chance): RunRecord {
  const dueAt = c.happens(0.2) ? now + c.int(1, 60_000) : now;
  return {
    seq: 0,
    id,
    flow: c.happens(0.7) ? 'order' : 'goods',
    flowHash: 'h',
    platform: c.happens(0.7) ? 'pdd' : 'temu',
    shopId: c.happens(0.9) ? c.pick(shops) : null,
    taskType: null,
    state: 'scheduled',
    code: null,
    error: null,
    priority: c.pick([1, 5, 9]),
    params: {},
    output: null,
    tags: [],
    pool: 'default',
    attempt: 0,
    failures: 0,
    losses: 0,
    maxRetries: c.int(0, 2),
    dedupeKey: c.happens(0.4) ? c.pick(['k1', 'k2']) : null,
    source: 'api',
    createdBy: null,
    createdAt: now,
    dueAt,
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    expiresAt: c.happens(0.2) ? dueAt + c.int(1, 60_000) : null,
    timeoutSeconds: 30,
    blockedBy: null,
    blockedAt: null,
    rank: 0,
    wakeAt: null,
    classKey: 0,
    node: null,
    wakeUpPending: false,
    batchId: null,
    retryOf: null,
    retriedAs: null,
    serialKey: null,
    scheduleId: null,
    slotAt: null,
    cancelRequestedAt: null,
    revision: 0,
  };
}

export interface Behaviour {
  readonly lastsMs: number;
  readonly result: ExecutionResult;
  /** Ends only when it is killed. */
  readonly ignoresTerm: boolean;
}

/** What the program of an attempt does; in a world that heals it succeeds. */
export function randomBehaviour(frame: StartFrame, healing: boolean, c: Chance): Behaviour {
  const base = { code: 0, error: null, output: null };
  const lastsMs = c.pick([50, 500, 3000, 12_000, 40_000]);
  const ignoresTerm = c.happens(0.2);
  if (healing || c.happens(0.65)) {
    return { lastsMs, ignoresTerm, result: { ...base, outcome: 'succeeded', output: { run: frame.run } } };
  }
  const type = c.pick(['EXIT', 'TRANSIENT', 'BUSINESS', 'LOGIN_EXPIRED'] as const);
  const error = { type, message: 'as the history wants it' };
  return { lastsMs, ignoresTerm, result: { ...base, outcome: 'failed', code: 1, error } };
}
