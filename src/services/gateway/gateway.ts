/**
 * Holds the nodes' sessions and their leases; `greetings` deals with hellos, `node-frames` with what sessions send. Modes of
 * a node here: connected (a session with a connection), reconnecting (a session whose connection is gone but whose lease
 * lives; it keeps its attempts), gone (its lease passed: attempts lost, slots withdrawn). Authority: the store; a claim, a
 * result and a loss are conditional on the session or the attempt number. Failure: when the store can't be written, results
 * are not acknowledged and the node sends them again; losses are tried again with back-off.
 */

import type { NodeBatch, NodeFrame } from '../../contract/link.ts';
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
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { loseNode, noteSeen, setDraining } from '../dispatch/node-sessions.ts';
import type { RunLogs } from '../run-logs.ts';
import { tellLoss } from './attempt-frames.ts';
import { createClaims } from './claims.ts';
import { type OpenSecret, opensNone } from './engine-starts.ts';
import { createGreetings } from './greetings.ts';
import { createLeases } from './leases.ts';
import { createNodeFrames } from './node-frames.ts';
import { Session } from './session.ts';

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
  let classes: KeyRecord[] = [];
  let stopped = false;

  const termMs = (parts.leaseSeconds + 2) * 1000;
  const openSecret = parts.openSecret ?? opensNone;
  const claims = createClaims({ ...parts, openSecret }, () => sessions.values());
  const leases = createLeases(clock, () => sessions.values(), expire);
  const shared = { ...parts, claims, openSecret, sessions, classes: () => classes, termMs, tell };
  const frames = createNodeFrames(shared);
  const greet = createGreetings({ ...shared, onSession: () => leases.arm() });
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
              greet(first, connection, (made) => {
                session = made;
                // Gone while the hello was recorded: nothing may be assigned to it.
                if (closed) made.disconnected(connection);
              }),
            );
            return;
          }
          const current = session;
          if (current === null || batch.s !== current.id || sessions.get(current.nodeId) !== current) return;
          const rest: Exclude<NodeFrame, { t: 'renew' }>[] = [];
          for (const frame of batch.f) {
            if (frame.t === 'renew') frames.renew(current, frame);
            else rest.push(frame);
          }
          if (rest.length > 0) guarded(() => frames.take(current, rest));
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
