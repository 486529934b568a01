/**
 * Hellos: a node's new connection gets a session that replaces the one before, or is refused. Entry: a connection's first
 * frame; exit: `welcome` with what the node is to kill and cancel, or `refused` with when to come again.
 */
import { linkProtocol, type NodeHello } from '../../contract/link.ts';
import type { KeyRecord } from '../../domain/records.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { NodeConnection } from '../../ports/link.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { welcomeNode } from '../dispatch/node-sessions.ts';
import type { Claims } from './claims.ts';
import { type HelloMoment, saidBefore } from './hello-order.ts';
import { Session } from './session.ts';

/** What a node may send of logs and files, by their cost, before the server has stored it. */
const logWindowBytes = 1024 * 1024;

export interface GreetingsParts {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly claims: Claims;
  /** The sessions of this server by node; a welcomed one is put there. */
  readonly sessions: Map<string, Session>;
  /** All requirement classes that there are. */
  readonly classes: () => readonly KeyRecord[];
  /** As nodes are told it, seconds; and what a renewal is good for from its arrival, ms. */
  readonly leaseSeconds: number;
  readonly termMs: number;
  /** There is a lease to look after. */
  readonly onSession: () => void;
  /** Tells that the node stands otherwise now. */
  readonly tell: (nodeId: string) => void;
}

/** Deals with a hello; `adopt` is called with the session that it gets, before anything is assigned to it. */
export type Greet = (
  frame: NodeHello,
  connection: NodeConnection,
  adopt: (session: Session) => void,
) => Promise<void>;

export function createGreetings(parts: GreetingsParts): Greet {
  const { dispatcher, clock, logger, claims, sessions, termMs } = parts;
  /** The latest hello of each node id. */
  const greeted = new Map<string, HelloMoment>();

  /** Until the lease of the node's session is over. */
  function refuse(connection: NodeConnection, before: Session | undefined, reason: string): void {
    const leftMs = (before?.leaseEndsAt ?? 0) - clock.uptimeMs();
    connection.send([{ t: 'refused', reason, retryAfterMs: Math.min(Math.max(500, leftMs), termMs) }]);
  }

  return async (frame, connection, adopt) => {
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
      const { host, pid, name } = outcome.holder;
      const reason = `the node ${name} (${host}, pid ${pid}) has this node id and its lease. If it has ended, wait until its lease is over. If it runs, this node's data folder is a copy of its: stop this node, delete the file node-id in the folder node of the copy (DROVER_DATA), and start it again`;
      refuse(connection, before, reason);
      logger.warn(
        { node: frame.name, id: frame.nodeId, host: frame.host, pid: frame.pid, holder: { name, host, pid } },
        'a second node with this id was refused',
      );
      return;
    }
    const session = new Session(id, outcome.node, connection, receivedAt + termMs);
    for (const key of parts.classes()) session.offerClass(key);
    const held = new Set(frame.held.map((h) => `${h.run} ${h.attempt}`));
    for (const ref of outcome.running) session.assign(ref, ref.pool, held.has(`${ref.run} ${ref.attempt}`));
    sessions.set(frame.nodeId, session);
    before?.connection?.close(4409, 'replaced by a newer session');
    adopt(session);
    parts.onSession();
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
    parts.tell(frame.nodeId);
    claims.consume(session.pools);
    await claims.claimFor(session);
  };
}
