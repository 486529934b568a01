import { linkProtocol, type NodeHello } from '../contract/link.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Executor } from '../ports/executor.ts';
import type { Ids } from '../ports/ids.ts';
import type { LinkDialer } from '../ports/link.ts';
import type { Logger } from '../ports/logger.ts';
import type { NodeGuard } from '../ports/node-guard.ts';
import type { Spool } from '../ports/spool.ts';
import { type AttemptEvent, createAttempts } from './attempts.ts';
import { createLinkSession, type SessionFrame } from './link-session.ts';
import { createOffers, type NodeOffer, type OfferedWork, offerFields } from './offers.ts';
import { createUplink } from './uplink.ts';

/*
 * A node: takes attempts over the link, has them executed, and sends up what happens. Pure of input and output; every
 * effect goes through a port. Its parts: link-session (connection, lease), attempts (what is held), uplink (steps, logs,
 * results).
 *
 * What it holds up, whatever the link does: nothing runs 13 s (of 15) after the last renewal that the server
 * acknowledged; hello is not said before what a lost lease killed is gone; a result is repeated until acknowledged.
 */

/** How long `stop` waits for programs that were asked to end (their own grace is 5 s). */
const stopPatienceMs = 15_000;
/** How long `stop` waits for the server to acknowledge the last results; the spool keeps them. */
const acknowledgePatienceMs = 5_000;

/** Who a node is. */
export interface NodeDescription {
  /** Random, kept in the data folder. */
  readonly nodeId: string;
  /** New at each start; `bootIdOfNode` makes it. */
  readonly bootId: string;
  readonly hostBootId: string;
  readonly pidNamespace: string;
  /** Names the lock of the data folder that it holds; see `HeldProcessLock`. */
  readonly lockFile: string;
  /** Whether each program gets a cgroup; absent: the system has none. */
  readonly cgroups?: boolean;
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly os: string;
  readonly version: string;
}

/** What happens in a node, for its process and for tests. */
export type NodeEvent =
  | AttemptEvent
  | { readonly kind: 'connected'; readonly session: string }
  | { readonly kind: 'disconnected'; readonly reason: string }
  | { readonly kind: 'lease-lost' }
  /** No guard can be had: everything was killed, and the process must end for its supervisor to start a new one. */
  | { readonly kind: 'fatal'; readonly reason: string };

export interface NodeAgentOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly dialer: LinkDialer;
  readonly executor: Executor;
  readonly spool: Spool;
  readonly guard: NodeGuard;
  readonly logger: Logger;
  readonly identity: NodeDescription;
  readonly offer: NodeOffer;
  /** Called as things happen; must not throw, nor call back. */
  readonly onEvent?: (event: NodeEvent) => void;
}

export interface NodeState {
  /** The established session, else null. */
  readonly session: string | null;
  readonly slots: number;
  readonly running: number;
  /** Killed, but perhaps not yet gone. */
  readonly dying: number;
  /** Results that wait for the server. */
  readonly unacknowledged: number;
  /** Takes nothing new, by its own wish or the server's. */
  readonly draining: boolean;
}

export interface NodeAgent {
  /** Reads the spool and begins to dial. Called once. */
  start(): void;
  /** Starts or ends the node's own drain: running attempts go on, the server gives no new ones. */
  drain(on: boolean): void;
  /** Offers something else from now on; what runs goes on with what started it. The server is told. */
  offer(work: OfferedWork): void;
  /**
   * Drains, gives running attempts `graceMs` to end by themselves, then ends them in order (`stopped`, so that they run
   * again elsewhere), waits a bounded time for acknowledgements and closes. Nothing runs when it resolves, except what
   * can't be killed within 15 s.
   */
  stop(options: { readonly graceMs: number }): Promise<void>;
  state(): NodeState;
}

/** A node at rest; `start` connects it. */
export function createNodeAgent(options: NodeAgentOptions): NodeAgent {
  const { clock, logger, guard, identity } = options;
  const onEvent = options.onEvent ?? (() => {});
  let ownDrain = false;
  let serverDrain = false;
  let stopping = false;
  let fatal = false;
  let waiters: { readonly condition: () => boolean; readonly resolve: () => void; readonly timer: Timer }[] =
    [];

  const offers = createOffers(options);
  const uplink = createUplink({
    clock,
    spool: options.spool,
    send: (frames) => session.send(frames),
    buffered: () => session.buffered(),
    mayHandle: () => session.checkLease(),
  });
  const attempts = createAttempts({
    clock,
    uplink,
    offers,
    logger,
    mayHandle: () => session.checkLease(),
    onEvent: (event) => {
      onEvent(event);
      if (event.kind === 'gone' && attempts.listedDying() === 0) session.helloReady();
      wake();
    },
  });
  const session = createLinkSession({
    clock,
    ids: options.ids,
    dialer: options.dialer,
    logger,
    hooks: {
      hello,
      mayGreet: () => attempts.listedDying() === 0,
      held: () => attempts.held(),
      onWelcome: (welcome) => {
        serverDrain = welcome.draining;
        for (const ref of welcome.kill) attempts.kill(ref);
        for (const ref of welcome.cancel) attempts.cancel(ref);
        uplink.connected(welcome.logCredit);
        offers.welcomed();
        sayOffer();
        onEvent({ kind: 'connected', session: welcome.session });
      },
      onRenewed: (sentAtUptimeMs, leaseSeconds) => guard.renewed(sentAtUptimeMs, leaseSeconds),
      onFrame: handle,
      onRenewalSent: () => {
        uplink.repeatOverdue();
        sayOffer();
      },
      onDown: (reason) => {
        uplink.disconnected();
        onEvent({ kind: 'disconnected', reason });
        wake();
      },
      onLeaseLost: () => {
        attempts.killAll(true);
        onEvent({ kind: 'lease-lost' });
      },
    },
  });

  function sayOffer(): void {
    const frame = offers.unacknowledged();
    if (frame !== null && session.session !== null) uplink.say(frame);
  }

  function hello(): NodeHello {
    offers.greeting();
    return {
      t: 'hello',
      protocol: linkProtocol,
      ...identity,
      uptimeMs: clock.uptimeMs(),
      ...offerFields(offers.current),
      held: attempts.held(),
      draining: ownDrain,
    };
  }

  function handle(frame: SessionFrame): void {
    switch (frame.t) {
      case 'start':
        attempts.start(frame, stopping);
        return;
      case 'cancel':
        attempts.cancel(frame);
        return;
      case 'kill':
        attempts.kill(frame);
        return;
      case 'ended':
        attempts.acknowledged(frame);
        return;
      case 'memoed':
      case 'onced':
        uplink.answered(frame);
        return;
      case 'artifact_had':
        uplink.artifactHad(frame);
        return;
      case 'credit':
        uplink.credited(frame.bytes);
        return;
      case 'offered':
        offers.acknowledged(frame.n);
        return;
      case 'drain':
        serverDrain = frame.on;
    }
  }

  function drain(on: boolean): void {
    if (ownDrain === on) return;
    ownDrain = on;
    if (session.session !== null) uplink.say({ t: 'state', draining: on });
  }

  /** Resolves when the condition holds, looked at after every event, or after `timeoutMs`. */
  function until(condition: () => boolean, timeoutMs: number): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = clock.timer(timeoutMs, () => {
        waiters = waiters.filter((waiter) => waiter.timer !== timer);
        resolve();
      });
      waiters.push({ condition, resolve, timer });
    });
  }

  function wake(): void {
    if (waiters.length === 0) return;
    const met = waiters.filter((waiter) => waiter.condition());
    waiters = waiters.filter((waiter) => !met.includes(waiter));
    for (const waiter of met) {
      waiter.timer.cancel();
      waiter.resolve();
    }
  }

  guard.onExpired(() => session.abandonLease('the guard found it expired'));
  guard.onUnguarded(() => {
    if (fatal) return;
    fatal = true;
    logger.error({}, 'no guard can be had: everything that runs here is killed and this node ends');
    attempts.killAll(true);
    onEvent({ kind: 'fatal', reason: 'no guard can be had' });
  });

  return {
    start: () => {
      for (const result of options.spool.load()) attempts.adopt(result);
      session.start();
    },
    drain,
    offer: (work) => {
      offers.replace(work);
      sayOffer();
    },
    stop: async ({ graceMs }) => {
      stopping = true;
      drain(true);
      const idle = (): boolean => attempts.counts().running + attempts.counts().dying === 0;
      await until(idle, graceMs);
      attempts.stopAll('stop');
      await until(idle, stopPatienceMs);
      attempts.killAll(true);
      await until(() => attempts.counts().ended === 0 || session.session === null, acknowledgePatienceMs);
      session.stop();
      uplink.stop();
      for (const waiter of waiters.splice(0)) waiter.timer.cancel();
    },
    state: () => {
      const { running, dying, ended } = attempts.counts();
      return {
        session: session.session,
        slots: offers.current.slots,
        running,
        dying,
        unacknowledged: ended,
        draining: ownDrain || serverDrain,
      };
    },
  };
}
