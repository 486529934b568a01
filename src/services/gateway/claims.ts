/**
 * Claims for the sessions of this server: for wake-ups that arrive, for slots that come free, and for queued runs whose
 * wake-up led to nothing. One claim at a time for each session, repeated when something came meanwhile.
 */
import type { Memo } from '../../contract/attempt-memory.ts';
import type { ServerFrame, StartFrame } from '../../contract/link.ts';
import { BriefMap } from '../../domain/brief-map.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Broker, Consumer, Delivery } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import { claim } from '../dispatch/attempts.ts';
import type { ClaimedWith, Dispatcher } from '../dispatch/dispatcher.ts';
import type { Work } from '../dispatch/work.ts';
import { type EngineStart, engineStartsOf, type OpenSecret } from './engine-starts.ts';
import { memosOf } from './memory.ts';
import type { Opening, Session } from './session.ts';

/** A queued run whose wake-up led to no claim for this long is claimed at the next renewal with a free slot, ms. */
const overdueClaimMs = 10_000;
/** Wake-ups of one pool that are taken before earlier ones are acknowledged. */
const prefetch = 256;

/** Attempts that a claim has started, with what earlier attempts of their runs have kept. */
export interface Claimed {
  readonly started: readonly RunRecord[];
  readonly memos: ReadonlyMap<string, readonly Memo[]>;
  readonly engineStarts: ReadonlyMap<string, EngineStart>;
}

/** Claims for openings of the session, inside a command: for instance the one that records the results which made them. */
export async function claimIn(
  work: Work,
  session: Session,
  openings: readonly Opening[],
  openSecret: OpenSecret,
): Promise<Claimed> {
  const started: RunRecord[] = [];
  for (const { classKeys, count } of openings) {
    const claimant = { node: session.nodeKey, session: session.id, classKeys };
    started.push(...(await claim(work, claimant, count)));
  }
  return {
    started,
    memos: await memosOf(work, started),
    engineStarts: await engineStartsOf(work, started, openSecret),
  };
}

export interface Claims {
  /** Claims for every free slot of the session. */
  claimFor(session: Session): Promise<void>;
  /** Does this while nothing is claimed for the session: what an earlier claim started has been sent by then. */
  between(session: Session, work: () => Promise<void>): Promise<void>;
  /** Notes what a claim has started as the session's, and says it in frames. */
  assign(session: Session, claimed: Claimed): ServerFrame[];
  /** Takes the wake-ups of these pools from now on. */
  consume(pools: readonly string[]): void;
  /** Claims where a wake-up has led to nothing for too long. */
  claimOverdue(): void;
  /** Claims nothing any more. */
  close(): Promise<void>;
}

export interface ClaimsParts {
  readonly dispatcher: Dispatcher;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly openSecret: OpenSecret;
}

export function createClaims(parts: ClaimsParts, sessions: () => Iterable<Session>): Claims {
  const { dispatcher, clock, logger } = parts;
  const consumers = new Map<string, Promise<Consumer>>();
  /** Runs that this server queued and has not yet seen claimed, oldest first, with the uptime at which it did. */
  const unclaimed = new BriefMap<string, number>();
  let closed = false;
  dispatcher.claimWith(claimWith);
  dispatcher.listen({
    queued: (runId) => void unclaimed.set(runId, clock.uptimeMs()),
    missed: () => {
      for (const session of sessions()) if (session.free > 0) void claimFor(session);
    },
  });

  function assign(session: Session, { started, memos, engineStarts }: Claimed): ServerFrame[] {
    for (const run of started) {
      unclaimed.delete(run.id);
      session.assign({ run: run.id, attempt: run.attempt }, run.pool, false);
    }
    return started.map((run) => startFrame(run, memos.get(run.id), engineStarts.get(run.id)));
  }

  async function claimFor(session: Session): Promise<void> {
    if (session.claiming) {
      session.claimAgain = true;
      return;
    }
    session.beginClaim();
    try {
      do {
        session.claimAgain = false;
        if (closed || session.openings().length === 0) break;
        const found = await dispatcher.command((work) =>
          claimIn(work, session, session.openings(), parts.openSecret),
        );
        session.send(assign(session, found));
      } while (session.claimAgain);
    } catch (error) {
      logger.error({ node: session.nodeId, error }, 'claiming failed; trying again');
      clock.timer(500, () => void claimFor(session));
    } finally {
      session.endClaim();
    }
  }

  /** Claims inside a command that has queued runs, so that those with a free slot start with its commit. */
  async function claimWith(work: Work): Promise<ClaimedWith | null> {
    const claimed: { readonly session: Session; readonly found: Claimed }[] = [];
    const end = (session: Session): void => {
      session.endClaim();
      if (session.claimAgain) void claimFor(session);
    };
    // The emptier a node, the sooner it gets something.
    const free = [...sessions()].filter((session) => session.free > 0 && !session.claiming);
    for (const session of free.sort((a, b) => b.free - a.free)) {
      if (closed || !work.waitsIn(session.classKeys)) continue;
      session.beginClaim();
      try {
        const found = await claimIn(work, session, session.openings(), parts.openSecret);
        claimed.push({ session, found });
      } catch (error) {
        for (const taken of [session, ...claimed.map((one) => one.session)]) end(taken);
        throw error;
      }
    }
    if (claimed.length === 0) return null;
    return {
      committed: () => {
        for (const { session, found } of claimed) {
          session.send(assign(session, found));
          end(session);
        }
      },
      abandoned: () => {
        for (const { session } of claimed) end(session);
      },
    };
  }

  async function between(session: Session, work: () => Promise<void>): Promise<void> {
    while (session.claiming) await session.claimEnd();
    session.beginClaim();
    try {
      await work();
    } finally {
      session.endClaim();
    }
    await claimFor(session);
  }

  function onDelivery(delivery: Delivery): void {
    const { pool } = delivery.wakeUp;
    const able = [...sessions()].filter((session) => session.freeFor(pool) > 0);
    // With no free slot the wake-up has done its work: the slot that frees next claims from the store.
    void Promise.all(able.map(claimFor)).then(() => delivery.ack());
  }

  return {
    claimFor,
    between,
    assign,
    consume: (pools) => {
      for (const pool of pools) {
        if (!consumers.has(pool)) consumers.set(pool, parts.broker.consume(pool, prefetch, onDelivery));
      }
    },
    claimOverdue: () => {
      const before = clock.uptimeMs() - overdueClaimMs;
      let found = false;
      for (const [runId, since] of unclaimed) {
        if (since > before) break;
        unclaimed.delete(runId);
        found = true;
      }
      if (!found) return;
      for (const session of sessions()) if (session.free > 0) void claimFor(session);
    },
    close: async () => {
      closed = true;
      for (const consumer of consumers.values()) await (await consumer).close();
    },
  };
}

function startFrame(
  run: RunRecord,
  memos: readonly Memo[] | undefined,
  engine: EngineStart | undefined,
): StartFrame {
  return {
    t: 'start',
    run: run.id,
    attempt: run.attempt,
    flow: run.flow,
    pool: run.pool,
    platform: run.platform,
    shopId: run.shopId,
    taskType: run.taskType,
    params: run.params,
    timeoutSeconds: run.timeoutSeconds,
    ...engine,
    ...(memos === undefined ? {} : { memos: [...memos] }),
  };
}
