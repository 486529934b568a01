/**
 * The dispatcher on a real store in memory, with a clock that moves only when told, and nodes that are no more than
 * their rows: what tests of dispatching need, without processes and links.
 */
import { createEmbeddedBroker } from '../../src/adapters/broker-embedded/embedded-broker.ts';
import { createLocalLiveBus } from '../../src/adapters/live-bus-local/local-live-bus.ts';
import { openSqliteStore } from '../../src/adapters/store-sqlite/sqlite-store.ts';
import type { RunErrorType } from '../../src/contract/error-types.ts';
import type { AttemptRef, HeldAttempt } from '../../src/contract/link.ts';
import type { FlowDefinition } from '../../src/contract/manifest.ts';
import type { OnDuplicate } from '../../src/contract/submit.ts';
import type { AttemptEnd } from '../../src/domain/attempt-end.ts';
import { type LimitPatterns, matches } from '../../src/domain/limit-keys.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import type { Broker } from '../../src/ports/broker.ts';
import type { EventRecord } from '../../src/ports/history.ts';
import type { Store } from '../../src/ports/store.ts';
import { settle } from '../../src/services/dispatch/admission.ts';
import { claim, type EndVerdict, endAttempt } from '../../src/services/dispatch/attempts.ts';
import { type CancelOutcome, requestCancel } from '../../src/services/dispatch/cancelling.ts';
import { createDispatcher, type Dispatcher } from '../../src/services/dispatch/dispatcher.ts';
import { handleDue } from '../../src/services/dispatch/due.ts';
import { flowCatalog } from '../../src/services/dispatch/flow-catalog.ts';
import { loseNode, welcomeNode } from '../../src/services/dispatch/node-sessions.ts';
import { type SubmitOutcome, submit } from '../../src/services/dispatch/submission.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** How long these worlds keep an uploaded file from the due time of a run that names it, ms. */
export const filesKeptMs = 14 * 24 * 3_600_000;

/** A flow with nothing special: limits `['shop']`, 2 retries after 30 s and 60 s. */
export function flowNamed(name: string, more: Partial<FlowDefinition> = {}): FlowDefinition {
  return {
    name,
    kind: 'command',
    title: null,
    description: null,
    match: null,
    params: {},
    timeoutSeconds: 600,
    retry: { max: 2, delays: [30, 60] },
    pool: 'default',
    limits: ['shop'],
    expiresInSeconds: null,
    tags: [],
    manualMinutes: null,
    expected: null,
    dedupe: null,
    hash: `hash of ${name}`,
    program: { kind: 'command', command: ['true'], cwd: '/', encoding: 'utf-8', env: {} },
    ...more,
  };
}

export interface Asked {
  readonly id?: string;
  readonly flow?: string;
  /** On platform `pdd`; null: none. */
  readonly shop?: string | null;
  readonly platform?: string;
  readonly priority?: number;
  readonly params?: Record<string, unknown>;
  readonly delayMs?: number;
  /** From the due time. */
  readonly expiresMs?: number;
  readonly maxRetries?: number;
  readonly dedupeKey?: string;
  readonly onDuplicate?: OnDuplicate;
  readonly tags?: readonly string[];
  readonly idempotency?: { readonly key: string; readonly bodyHash: string };
}

export interface Herd {
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly clock: VirtualClock;
  /** Cancels that nodes were asked for. */
  readonly cancels: AttemptRef[];
  submit(asked?: Asked): Promise<SubmitOutcome>;
  /** Submits and returns the id of the run that was made; throws when none was. */
  made(asked?: Asked): Promise<string>;
  run(id: string): Promise<RunRecord>;
  states(ids: readonly string[]): Promise<string[]>;
  /** The name of the key that the run stands under, or null. */
  blocker(id: string): Promise<string | null>;
  /** Names of the keys whose room the run holds. */
  holds(id: string): Promise<string[]>;
  events(id: string): Promise<EventRecord[]>;
  cancel(id: string): Promise<CancelOutcome>;
  /** Lets `ms` pass and does what is due; returns when to look next. */
  pass(ms: number): Promise<number | null>;
  node(id: string, more?: Partial<NodeAsked>): Promise<HerdNode>;
  close(): Promise<void>;
}

interface NodeAsked {
  readonly slots: number;
  readonly pools: readonly string[];
  readonly tags: readonly string[];
  readonly flows: readonly string[];
  readonly held: readonly HeldAttempt[];
  readonly bootId: string;
  readonly hostBootId: string;
  readonly lockFile: string;
  readonly leaseLives: boolean;
  readonly everHeld: (run: string, attempt: number) => boolean;
}

export interface HerdNode {
  readonly key: number;
  readonly session: string;
  readonly kill: readonly AttemptRef[];
  readonly cancel: readonly AttemptRef[];
  readonly running: readonly AttemptRef[];
  /** Ids of the runs that it claimed. */
  claim(count?: number): Promise<string[]>;
  /** Ends the attempt under way, or the one named. */
  end(id: string, how?: End, attempt?: number): Promise<EndVerdict>;
  lose(): Promise<boolean>;
}

type End = AttemptEnd['outcome'] | RunErrorType;
const outcomes: readonly string[] = [
  'succeeded',
  'timeout',
  'cancelled',
  'stopped',
  'refused',
  'lost',
  'withdrawn',
];

/** What a node says at the end of an attempt; an error type means a failure of that type. */
export function endOf(how: End): AttemptEnd {
  const nothing = { code: null, error: null, output: null };
  if (how === 'failed')
    return { ...nothing, outcome: 'failed', code: 1, error: { type: 'EXIT', message: 'exit 1' } };
  // An outcome's name; anything else is an error type.
  if (outcomes.includes(how)) return { ...nothing, outcome: how as AttemptEnd['outcome'] };
  return {
    ...nothing,
    outcome: 'failed',
    code: 1,
    error: { type: how as RunErrorType, message: `${how} it says` },
  };
}

/** A herd with flows `sync`, `goods` and `reply`, without nodes. */
export function openHerd(
  options: {
    flows?: readonly FlowDefinition[];
    limits?: LimitPatterns;
    store?: Store;
    clock?: VirtualClock;
    broker?: Broker;
  } = {},
): Herd {
  const store = options.store ?? openSqliteStore({ path: ':memory:' });
  const clock = options.clock ?? createVirtualClock();
  const flows = options.flows ?? ['sync', 'goods', 'reply'].map((name) => flowNamed(name));
  const silent = () => undefined;
  const dispatcher = createDispatcher({
    store,
    clock,
    broker: options.broker ?? createEmbeddedBroker(),
    liveBus: createLocalLiveBus(),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    catalog: flowCatalog(flows, options.limits ?? {}),
    filesKeptMs,
  });
  const cancels: AttemptRef[] = [];
  dispatcher.listen({ cancel: (_node, run, attempt) => void cancels.push({ run, attempt }) });
  let made = 0;
  let sessions = 0;

  const recordOf = (asked: Asked): RunRecord => {
    const now = clock.now();
    const dueAt = now + (asked.delayMs ?? 0);
    const shopId = asked.shop === undefined ? '1001' : asked.shop;
    return {
      seq: 0,
      id: asked.id ?? `run-${++made}`,
      flow: asked.flow ?? 'sync',
      flowHash: null,
      platform: asked.platform ?? (shopId === null ? null : 'pdd'),
      shopId,
      taskType: null,
      state: 'blocked',
      code: null,
      error: null,
      priority: asked.priority ?? 5,
      params: asked.params ?? {},
      output: null,
      tags: [],
      pool: dispatcher.catalog.flow(asked.flow ?? 'sync')?.pool ?? 'default',
      attempt: 0,
      failures: 0,
      losses: 0,
      maxRetries: asked.maxRetries ?? 2,
      dedupeKey: asked.dedupeKey ?? null,
      source: 'api',
      createdBy: null,
      createdAt: now,
      dueAt,
      queuedAt: null,
      startedAt: null,
      endedAt: null,
      expiresAt: asked.expiresMs === undefined ? null : dueAt + asked.expiresMs,
      timeoutSeconds: 600,
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
  };

  const herd: Herd = {
    store,
    dispatcher,
    clock,
    cancels,
    submit: (asked = {}) => {
      const run = recordOf(asked);
      return dispatcher.command((work) =>
        submit(work, {
          run,
          onDuplicate: asked.onDuplicate ?? 'attach',
          requirementTags: asked.tags ?? [],
          idempotency: asked.idempotency ?? null,
        }),
      );
    },
    made: async (asked) => {
      const outcome = await herd.submit(asked);
      if (outcome.kind !== 'created') throw new Error(`no run was made: ${JSON.stringify(outcome)}`);
      return outcome.runId;
    },
    run: async (id) => {
      const run = await store.write((tx) => tx.runById(id));
      if (run === undefined) throw new Error(`there is no run ${id}`);
      return run;
    },
    states: async (ids) => {
      const states: string[] = [];
      for (const id of ids) states.push((await herd.run(id)).state);
      return states;
    },
    blocker: async (id) => {
      const { blockedBy } = await herd.run(id);
      return blockedBy === null ? null : ((await store.write((tx) => tx.keyById(blockedBy)))?.name ?? null);
    },
    holds: async (id) => {
      const { seq } = await herd.run(id);
      return store.write(async (tx) => {
        const names: string[] = [];
        for (const key of await tx.heldBy(seq)) names.push((await tx.keyById(key))?.name ?? '?');
        return names.toSorted();
      });
    },
    events: (id) => store.history.events(id, 0, 10_000),
    cancel: (id) =>
      dispatcher.command(async (work) => {
        const run = await work.runById(id);
        if (run === undefined) throw new Error(`there is no run ${id}`);
        const outcome = await requestCancel(work, run, 'ann');
        await settle(work);
        return outcome;
      }),
    pass: async (ms) => {
      await clock.advance(ms);
      return dispatcher.command(handleDue);
    },
    node: async (id, more = {}) => {
      const session = `session-${++sessions}`;
      const asked = {
        slots: 2,
        pools: ['default'],
        tags: [],
        flows: dispatcher.catalog.names(),
        held: [],
        ...more,
      };
      const outcome = await dispatcher.command((work) =>
        welcomeNode(
          work,
          {
            t: 'hello',
            protocol: 1,
            nodeId: id,
            name: id,
            host: 'host',
            pid: 1,
            version: '1',
            os: 'linux',
            bootId: more.bootId ?? 'boot-1',
            hostBootId: more.hostBootId ?? 'host-boot-1',
            pidNamespace: 'pid:[1]',
            lockFile: more.lockFile ?? '1:1',
            slots: asked.slots,
            pools: [...asked.pools],
            tags: [...asked.tags],
            flows: asked.flows.map((name) => ({ name, kind: 'command', hash: 'h' })),
            held: [...asked.held],
            draining: false,
          },
          session,
          more.leaseLives ?? true,
          more.everHeld ?? (() => true),
        ),
      );
      if (outcome.kind === 'refused') throw new Error('refused');
      const key = outcome.node.key;
      const offer = { ...asked, draining: false };
      return {
        key,
        session,
        kill: outcome.kill,
        cancel: outcome.cancel,
        running: outcome.running,
        claim: (count = asked.slots) =>
          dispatcher.command(async (work) => {
            const classes = (await work.tx.keys('pool:')).filter(
              ({ requirement }) => requirement !== null && matches(offer, requirement),
            );
            const claimant = { node: key, session, classKeys: classes.map((found) => found.id) };
            return (await claim(work, claimant, count)).map((run) => run.id);
          }),
        end: async (runId, how = 'succeeded', attempt) => {
          const at = attempt ?? (await herd.run(runId)).attempt;
          return dispatcher.command((work) => endAttempt(work, runId, at, key, endOf(how)));
        },
        lose: () => dispatcher.command((work) => loseNode(work, id, session, clock.now())),
      };
    },
    close: () => store.close(),
  };
  return herd;
}
