/**
 * Holds the nodes' sessions: leases, assignments, results. Modes of a node here: connected (a session with a
 * connection), reconnecting (a session whose connection is gone but whose lease lives; it keeps its attempts), gone
 * (its lease passed: attempts lost, slots withdrawn). Authority: the store; a claim, a result and a loss are conditional
 * on the session or the attempt number. Failure: when the store can't be written, results are not acknowledged and the
 * node sends them again; losses are tried again with back-off.
 */

import type { NodeBatch, NodeFrame, NodeHello, ResultFrame, ServerFrame } from '../../contract/link.ts';
import { linkProtocol } from '../../contract/link.ts';
import type { NodePresence } from '../../contract/stream-events.ts';
import type { KeyRecord } from '../../domain/records.ts';
import type { Broker } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { NodeConnection, NodeConnectionHandler } from '../../ports/link.ts';
import type { LiveBus } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Store } from '../../ports/store.ts';
import type { Artifacts } from '../artifacts/artifacts.ts';
import { endAttempts } from '../dispatch/attempts.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import {
  loseNode,
  noteSeen,
  setDraining,
  setLeaving,
  welcomeNode,
  withdrawUnheld,
} from '../dispatch/node-sessions.ts';
import type { RunLogs } from '../run-logs.ts';
import { receiveArtifact } from './artifact-pieces.ts';
import { endLog, keepMemory, keepNotes, storeLog, tellLoss } from './attempt-frames.ts';
import { claimIn, createClaims } from './claims.ts';
import { type OpenSecret, opensNone } from './engine-starts.ts';
import { type HelloMoment, saidBefore } from './hello-order.ts';
import { createLeases } from './leases.ts';
import type { MemoryFrame } from './memory.ts';
import type { NoteFrame } from './notes.ts';
import { takeOffer } from './offers.ts';
import { Session, type Unheld } from './session.ts';

/** What a node may send of logs and files, by their cost, before the server has stored it. */
const logWindowBytes = 1024 * 1024;

export interface GatewayParts {
  readonly dispatcher: Dispatcher;
  readonly store: Store;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly liveBus: LiveBus;
  readonly logger: Logger;
  readonly logs: Pick<RunLogs, 'append' | 'end' | 'lost' | 'resume'>;
  readonly artifacts: Pick<Artifacts, 'receive'>;
  /** Opens callers' tokens, which nodes get with a start; default: none can be opened. */
  readonly openSecret?: OpenSecret;
  /** A node stops itself 2 s before this, the server gives it up 2 s after; seconds. */
  readonly leaseSeconds: number;
}

export interface Gateway {
  /** Grants every node that the store shows as connected one term, and begins to hand out work. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A node's connection has been made and its token accepted. */
  accept(connection: NodeConnection): NodeConnectionHandler;
  /** A person drains a node or lets it work again; false when there is no such node. */
  drain(nodeId: string, draining: boolean): Promise<boolean>;
  /** Work may start again that no claim would take before: whoever has a free slot claims. */
  wake(): void;
  /** How the node stands with this server now. */
  presence(nodeId: string): NodePresence;
  /** When this server last heard the node, ms since epoch; null: it holds no session of it, and the store knows best. */
  lastSeenAt(nodeId: string): number | null;
}

export function createGateway(parts: GatewayParts): Gateway {
  const { dispatcher, clock, logger } = parts;
  const sessions = new Map<string, Session>();
  /** The latest hello of each node id. */
  const greeted = new Map<string, HelloMoment>();
  let classes: KeyRecord[] = [];
  let stopped = false;

  const termMs = (parts.leaseSeconds + 2) * 1000;
  const openSecret = parts.openSecret ?? opensNone;
  const claims = createClaims({ ...parts, openSecret }, () => sessions.values());
  const leases = createLeases(clock, () => sessions.values(), expire);
  dispatcher.listen({
    cancel: (node, run, attempt) => {
      for (const session of sessions.values())
        if (session.nodeKey === node) session.send([{ t: 'cancel', run, attempt }]);
    },
    lost: (run, attempt) => void tellLoss(parts, run, attempt, clock.now()),
    newClass: (key) => {
      classes.push(key);
      for (const session of sessions.values()) session.offerClass(key);
    },
  });

  function presence(nodeId: string): NodePresence {
    const session = sessions.get(nodeId);
    if (session === undefined) return 'gone';
    return session.connected ? 'connected' : 'reconnecting';
  }

  /** Whoever watches nodes reads this one anew. */
  function tell(nodeId: string): void {
    parts.liveBus.publish({ topic: 'node', nodeId, state: presence(nodeId) });
  }

  function expire(session: Session): void {
    // Kept in the map until the store knows; a hello in the meantime replaces it.
    session.leaseEndsAt = Number.POSITIVE_INFINITY;
    logger.warn({ node: session.nodeId }, 'node lost: no renewal within its lease');
    void lose(session, 500);
  }

  async function lose(session: Session, backOffMs: number): Promise<void> {
    if (stopped || sessions.get(session.nodeId) !== session) return;
    try {
      await dispatcher.command((work) => loseNode(work, session.nodeId, session.id, session.lastSeenAt));
      if (sessions.get(session.nodeId) === session) sessions.delete(session.nodeId);
      session.connection?.close(4409, 'lease expired');
      tell(session.nodeId);
    } catch (error) {
      logger.error({ node: session.nodeId, error }, 'a lost node could not be recorded; trying again');
      clock.timer(backOffMs, () => void lose(session, Math.min(backOffMs * 2, 15_000)));
    }
  }

  /** Stores when these were last heard. What fails here is stored when the node is lost. */
  async function storeSeen(seen: readonly Session[]): Promise<void> {
    try {
      await dispatcher.command(async (work) => {
        for (const { nodeId, id, lastSeenAt } of seen) await noteSeen(work, nodeId, id, lastSeenAt);
      });
    } catch (error) {
      logger.error({ error }, 'when nodes were last seen could not be recorded');
    }
  }

  // ---- frames

  async function hello(
    frame: NodeHello,
    connection: NodeConnection,
    adopt: (session: Session) => void,
  ): Promise<void> {
    if (frame.protocol !== linkProtocol) {
      connection.send([
        {
          t: 'refused',
          reason: `this server speaks link protocol ${linkProtocol}, the node ${frame.protocol}: install the same version on both`,
          retryAfterMs: 60_000,
        },
      ]);
      return;
    }
    const before = sessions.get(frame.nodeId);
    const id = parts.ids.next('s');
    const leaseLives =
      before !== undefined &&
      before.leaseEndsAt > clock.uptimeMs() &&
      before.leaseEndsAt !== Number.POSITIVE_INFINITY;
    const latest = greeted.get(frame.nodeId);
    // Its list is of a time before assignments that run now: it would have them start a second time elsewhere.
    if (leaseLives && latest !== undefined && saidBefore(frame, latest)) {
      refuse(connection, before, 'a later hello of this node has come already');
      return;
    }
    const { hostBootId, pidNamespace, uptimeMs } = frame;
    greeted.set(frame.nodeId, { hostBootId, pidNamespace, uptimeMs });
    const everHeld = (run: string, attempt: number): boolean =>
      before === undefined || before.everHeld(run, attempt) || !before.isAssigned({ run, attempt });
    const receivedAt = clock.uptimeMs();
    const outcome = await dispatcher.command((work) => welcomeNode(work, frame, id, leaseLives, everHeld));
    if (outcome.kind === 'refused') {
      refuse(connection, before, 'another process with this node id still has its lease');
      return;
    }
    const session = new Session(id, outcome.node, connection, receivedAt + termMs);
    for (const key of classes) session.offerClass(key);
    const held = new Set(frame.held.map((h) => `${h.run} ${h.attempt}`));
    for (const ref of outcome.running) session.assign(ref, ref.pool, held.has(`${ref.run} ${ref.attempt}`));
    sessions.set(frame.nodeId, session);
    before?.connection?.close(4409, 'replaced by a newer session');
    adopt(session);
    leases.arm();
    session.send([
      {
        t: 'welcome',
        session: id,
        leaseSeconds: parts.leaseSeconds,
        kill: [...outcome.kill],
        cancel: [...outcome.cancel],
        logCredit: logWindowBytes,
        draining: outcome.node.draining,
      },
    ]);
    logger.info(
      { node: frame.name, id: frame.nodeId, slots: frame.slots, flows: frame.flows.length },
      'node connected',
    );
    tell(frame.nodeId);
    claims.consume(session.pools);
    await claims.claimFor(session);
  }

  /** Until the lease of the node's session is over. */
  function refuse(connection: NodeConnection, before: Session | undefined, reason: string): void {
    const leftMs = (before?.leaseEndsAt ?? 0) - clock.uptimeMs();
    connection.send([{ t: 'refused', reason, retryAfterMs: Math.min(Math.max(500, leftMs), termMs) }]);
  }

  function renew(session: Session, frame: Extract<NodeFrame, { t: 'renew' }>): void {
    session.leaseEndsAt = clock.uptimeMs() + termMs;
    session.lastSeenAt = clock.now();
    const { unheld, foreign } = session.renewed(frame.n, frame.acked, frame.held);
    session.send([
      { t: 'renewed', n: frame.n },
      ...foreign.map((ref): ServerFrame => ({ t: 'kill', ...ref })),
    ]);
    if (unheld.length > 0) void withdraw(session, unheld);
    if (session.free > 0) claims.claimOverdue();
  }

  async function withdraw(session: Session, unheld: readonly Unheld[]): Promise<void> {
    try {
      await dispatcher.command((work) => withdrawUnheld(work, session.nodeKey, session.id, unheld));
      for (const { ref } of unheld) session.unassign(ref);
      await claims.claimFor(session);
    } catch (error) {
      // Still missing at the next renewal: tried again then.
      logger.error({ node: session.nodeId, error }, 'withdrawing an assignment failed');
    }
  }

  /** Records the results of one batch, and claims for the slots that they free, in one transaction. */
  async function results(session: Session, frames: readonly ResultFrame[]): Promise<void> {
    const openings = session.openings(frames);
    const canClaim = !session.claiming && !session.draining && session.connected;
    try {
      if (canClaim) session.beginClaim();
      const { verdicts, next } = await dispatcher.command(async (work) => {
        const all = await endAttempts(work, session.nodeKey, frames);
        return {
          verdicts: all,
          next: canClaim ? await claimIn(work, session, openings, openSecret) : null,
        };
      });
      for (const frame of frames) session.unassign(frame);
      const acks = frames.map(
        (frame, i): ServerFrame => ({
          t: 'ended',
          run: frame.run,
          attempt: frame.attempt,
          verdict: verdicts[i] ?? 'stale',
        }),
      );
      session.send(next === null ? acks : [...acks, ...claims.assign(session, next)]);
    } catch (error) {
      // Not acknowledged: the node keeps the results and sends them again.
      logger.error({ node: session.nodeId, error, count: frames.length }, 'results could not be recorded');
    } finally {
      if (canClaim) session.endClaim();
    }
    if (!canClaim || session.claimAgain) await claims.claimFor(session);
  }

  async function onBatch(session: Session, frames: readonly NodeFrame[]): Promise<void> {
    const ended: ResultFrame[] = [];
    const noted: NoteFrame[] = [];
    const kept: MemoryFrame[] = [];
    const logged: Promise<void>[] = [];
    for (const frame of frames) {
      if (frame.t === 'renew') renew(session, frame);
      else if (frame.t === 'result') ended.push(frame);
      else if (frame.t === 'step' || frame.t === 'progress') noted.push(frame);
      else if (frame.t === 'log') logged.push(storeLog(parts, session, frame));
      else if (frame.t === 'artifact') logged.push(receiveArtifact(parts, session, frame));
      else if (frame.t === 'memo' || frame.t === 'once') kept.push(frame);
      else if (frame.t === 'offer')
        await takeOffer({ ...parts, claims, classes: () => classes }, session, frame);
      else if (frame.t === 'state') {
        session.leaving = frame.draining;
        await dispatcher.command((work) => setLeaving(work, session.nodeId, session.id, frame.draining));
        tell(session.nodeId);
      }
    }
    if (kept.length > 0) await keepMemory(parts, session, kept);
    if (noted.length > 0) await keepNotes(parts, session, noted);
    if (logged.length > 0) await Promise.all(logged);
    for (const frame of ended) await endLog(parts, session, frame);
    if (ended.length > 0) await results(session, ended);
  }

  return {
    start: async () => {
      await dispatcher.recover();
      const { nodes, keys, running } = await parts.store.write(async (tx) => {
        const known = await tx.nodes();
        const held = await Promise.all(known.map((node) => tx.runningOn(node.key)));
        return { nodes: known, keys: await tx.keys('pool:'), running: held.flat() };
      });
      for (const run of running) await parts.logs.resume(run.id, run.attempt);
      classes = keys;
      for (const node of nodes) {
        if (!node.connected || sessions.has(node.id)) continue;
        sessions.set(node.id, new Session(node.session, node, null, clock.uptimeMs() + termMs));
      }
      leases.arm();
    },

    stop: async () => {
      stopped = true;
      leases.stop();
      await claims.close();
      const connected = [...sessions.values()].filter((session) => session.connected);
      if (connected.length > 0) await storeSeen(connected);
      for (const session of sessions.values()) session.connection?.close(1001, 'server stops');
    },

    accept: (connection) => {
      let session: Session | null = null;
      let greeted = false;
      let closed = false;
      // Batches of one connection are handled in order; leases are renewed at once.
      let chain: Promise<void> = Promise.resolve();
      const guarded = (work: () => Promise<void>): void => {
        chain = chain
          .then(work)
          .catch((error: unknown) => logger.error({ error }, 'a batch of frames could not be handled'));
      };
      return {
        onBatch: (batch: NodeBatch) => {
          const [first] = batch.f;
          if (first?.t === 'hello') {
            // One hello a connection: a repeated one would speak of a time that is over.
            if (greeted) return;
            greeted = true;
            guarded(() =>
              hello(first, connection, (made) => {
                session = made;
                // Gone while the hello was recorded: nothing may be assigned to it.
                if (closed) made.disconnected(connection);
              }),
            );
            return;
          }
          const current = session;
          if (current === null || batch.s !== current.id || sessions.get(current.nodeId) !== current) return;
          const urgent = batch.f.filter((frame) => frame.t === 'renew');
          for (const frame of urgent) renew(current, frame);
          if (urgent.length < batch.f.length)
            guarded(() =>
              onBatch(
                current,
                batch.f.filter((frame) => frame.t !== 'renew'),
              ),
            );
        },
        onClose: () => {
          closed = true;
          session?.disconnected(connection);
          if (session === null || stopped) return;
          tell(session.nodeId);
          if (sessions.get(session.nodeId) === session) void storeSeen([session]);
        },
      };
    },

    drain: async (nodeId, draining) => {
      const known = await dispatcher.command((work) => setDraining(work, nodeId, draining));
      const session = sessions.get(nodeId);
      if (session !== undefined) {
        session.drained = draining;
        session.send([{ t: 'drain', on: draining }]);
      }
      if (known) tell(nodeId);
      if (session !== undefined && !draining) await claims.claimFor(session);
      return known;
    },

    wake: () => {
      for (const session of sessions.values()) if (session.free > 0) void claims.claimFor(session);
    },

    presence,
    lastSeenAt: (nodeId) => sessions.get(nodeId)?.lastSeenAt ?? null,
  };
}
