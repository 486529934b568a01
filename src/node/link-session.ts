import type { z } from 'zod';
import type { HeldAttempt, NodeFrame, NodeHello, ServerFrame, welcomeFrameSchema } from '../contract/link.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { LinkDialer, ServerConnection } from '../ports/link.ts';
import type { Logger } from '../ports/logger.ts';

/*
 * The node's session with its server: dials, says hello, renews the lease, and knows when it has run out.
 *
 *   waiting      until the next dial (back-off with jitter, or what the server asked for)
 *   dialling     left by the connection's opening or end
 *   greeting     the connection is open; hello is held back until what a lost lease killed is gone
 *   established  from the welcome on: renewals are sent and acknowledged, frames go both ways
 *
 * The lease runs from the moment at which the last acknowledged renewal (or the hello) was SENT, and is over 2 s before
 * its length. It is looked at before anything else is handled, so that a process that was stopped or slept finds out
 * before it touches a child or believes a frame that waited for it. Authority: the server decides who holds an attempt;
 * the node only ever gives up.
 */

const firstDelayMs = 100;
/** A server that was restarted is back within seconds, and what runs here goes on if it is found within the lease. */
const longestDelayAtFirstMs = 1_000;
const longestDelayMs = 5_000;
/** As many dials outlast a usual lease; after it nothing is gained by coming back sooner. */
const dialsAtFirst = 30;
/** The node is done this long before the server's lease ends. */
const marginMs = 2_000;
const defaultLeaseSeconds = 15;
const renewalsPerLease = 5;
/** Part of the lease without an acknowledged renewal after which a connection counts as half-open: 8 s of 15. */
const silencePart = 8 / 15;
/** How long hello waits for what was killed: what then still lives is listed as held. */
const longestHelloHoldMs = 5_000;

type WelcomeFrame = z.infer<typeof welcomeFrameSchema>;
/** Frames of an established session; the session handles the others itself. */
export type SessionFrame = Exclude<ServerFrame, { t: 'welcome' | 'refused' | 'renewed' }>;

/** What the session asks of the node, and tells it. */
export interface LinkSessionHooks {
  /** The hello to send now. */
  hello(): NodeHello;
  /** False holds the hello back until `helloReady` is called. */
  mayGreet(): boolean;
  /** The attempts for a renewal. */
  held(): HeldAttempt[];
  onWelcome(welcome: WelcomeFrame): void;
  /** A renewal that was sent at this uptime is acknowledged. */
  onRenewed(sentAtUptimeMs: number, leaseSeconds: number): void;
  onFrame(frame: SessionFrame): void;
  /** After each renewal was sent. */
  onRenewalSent(): void;
  /** An established session is over. */
  onDown(reason: string): void;
  /** The lease is over: everything that runs must be killed before this returns. */
  onLeaseLost(): void;
}

export interface LinkSessionOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly dialer: LinkDialer;
  readonly logger: Logger;
  readonly hooks: LinkSessionHooks;
}

interface Connection {
  socket: ServerConnection | null;
  open: boolean;
  session: string | null;
  helloSentAt: number | null;
  /** Highest renewal acknowledged on this connection. */
  acked: number;
  /** Unacknowledged renewals: number → uptime at which it was sent. */
  renewals: Map<number, number>;
  /** Uptime of the last acknowledgement received, or of the dial. */
  heardAt: number;
}

export interface LinkSession {
  start(): void;
  /** Closes for good. */
  stop(): void;
  /** The id of the established session, else null. */
  readonly session: string | null;
  /** Sends one batch; nothing happens without an established session. */
  send(frames: NodeFrame[]): void;
  /** Bytes handed to the connection and not yet sent. */
  buffered(): number;
  /**
   * Call it at the start of every handling. When the lease is over it has `onLeaseLost` called, drops the connection
   * and returns false.
   */
  checkLease(): boolean;
  /** Ends the lease now (the guard says so) and starts over with a new connection. */
  abandonLease(reason: string): void;
  /** What held the hello back is gone. */
  helloReady(): void;
}

/** A session at rest; `start` begins to dial. */
export function createLinkSession(options: LinkSessionOptions): LinkSession {
  const { clock, ids, dialer, logger, hooks } = options;
  let connection: Connection | null = null;
  let stopped = false;
  let failures = 0;
  let renewalNumber = 0;
  let leaseSeconds = defaultLeaseSeconds;
  /** Uptime at which the last acknowledged renewal was sent; null while there is no lease to lose. */
  let leaseFrom: number | null = null;
  let dialTimer: Timer | null = null;
  let renewTimer: Timer | null = null;
  let silenceTimer: Timer | null = null;
  let leaseTimer: Timer | null = null;
  let holdTimer: Timer | null = null;

  const silenceMs = (): number => leaseSeconds * 1000 * silencePart;

  function leaseEndsAt(): number | null {
    return leaseFrom === null ? null : leaseFrom + leaseSeconds * 1000 - marginMs;
  }

  function checkLease(): boolean {
    const endsAt = leaseEndsAt();
    if (endsAt === null || clock.uptimeMs() < endsAt) return true;
    abandonLease('no renewal was acknowledged in time');
    return false;
  }

  function abandonLease(reason: string): void {
    leaseFrom = null;
    leaseTimer?.cancel();
    logger.warn({ reason }, 'the lease is lost: everything that runs here is killed');
    hooks.onLeaseLost();
    drop(`lease lost: ${reason}`);
  }

  function armLease(): void {
    leaseTimer?.cancel();
    const endsAt = leaseEndsAt();
    if (endsAt === null) return;
    leaseTimer = clock.timer(endsAt - clock.uptimeMs(), () => {
      if (checkLease()) armLease();
    });
  }

  function dialIn(delayMs: number): void {
    dialTimer?.cancel();
    if (!stopped) dialTimer = clock.timer(delayMs, dial);
  }

  function dial(): void {
    if (stopped || connection !== null) return;
    checkLease();
    const own: Connection = {
      socket: null,
      open: false,
      session: null,
      helloSentAt: null,
      acked: 0,
      renewals: new Map(),
      heardAt: clock.uptimeMs(),
    };
    connection = own;
    armSilence(own);
    own.socket = dialer.dial({
      onOpen: () => {
        if (connection !== own || own.open) return;
        own.open = true;
        if (checkLease()) greet(own);
      },
      onFrames: (frames) => {
        if (connection !== own || !checkLease()) return;
        for (const frame of frames) {
          handle(own, frame);
          if (connection !== own) return;
        }
      },
      onClose: (reason) => {
        if (connection === own && checkLease()) drop(reason);
      },
    });
    // The dialer may have opened or given up before it returned.
    if (connection !== own) own.socket.close();
    else if (own.open) greet(own);
  }

  function greet(own: Connection): void {
    if (!own.open || own.socket === null || own.helloSentAt !== null) return;
    const waitedMs = clock.uptimeMs() - own.heardAt;
    if (!hooks.mayGreet() && waitedMs < longestHelloHoldMs) {
      holdTimer?.cancel();
      holdTimer = clock.timer(longestHelloHoldMs - waitedMs, () => {
        if (checkLease() && connection === own) greet(own);
      });
      return;
    }
    holdTimer?.cancel();
    own.helloSentAt = clock.uptimeMs();
    own.heardAt = own.helloSentAt;
    armSilence(own);
    own.socket.send({ f: [hooks.hello()] });
  }

  function handle(own: Connection, frame: ServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        if (own.session === null && own.helloSentAt !== null) welcome(own, frame, own.helloSentAt);
        return;
      case 'refused':
        if (own.session !== null) return;
        logger.warn(
          { reason: frame.reason, retryAfterMs: frame.retryAfterMs },
          'the server refused this node',
        );
        drop(`refused: ${frame.reason}`, frame.retryAfterMs);
        return;
      case 'renewed': {
        const sentAt = own.renewals.get(frame.n);
        if (own.session === null || sentAt === undefined) return;
        own.renewals.delete(frame.n);
        own.acked = Math.max(own.acked, frame.n);
        renewed(own, sentAt);
        return;
      }
      default:
        if (own.session !== null) hooks.onFrame(frame);
    }
  }

  function welcome(own: Connection, frame: WelcomeFrame, helloSentAt: number): void {
    own.session = frame.session;
    leaseSeconds = frame.leaseSeconds;
    failures = 0;
    renewed(own, helloSentAt);
    // A welcome that took longer than the lease is worth nothing.
    if (!checkLease()) return;
    logger.info({ session: frame.session, leaseSeconds }, 'connected to the server');
    hooks.onWelcome(frame);
    armRenewal(own);
  }

  function renewed(own: Connection, sentAt: number): void {
    own.heardAt = clock.uptimeMs();
    armSilence(own);
    // Acknowledgements may come out of order: the latest renewal counts.
    if (leaseFrom !== null && sentAt <= leaseFrom) return;
    leaseFrom = sentAt;
    armLease();
    hooks.onRenewed(sentAt, leaseSeconds);
  }

  function armRenewal(own: Connection): void {
    renewTimer?.cancel();
    renewTimer = clock.timer((leaseSeconds * 1000) / renewalsPerLease, () => {
      if (connection !== own || own.session === null || !checkLease()) return;
      renewalNumber += 1;
      own.renewals.set(renewalNumber, clock.uptimeMs());
      send([{ t: 'renew', n: renewalNumber, acked: own.acked, held: hooks.held() }]);
      hooks.onRenewalSent();
      armRenewal(own);
    });
  }

  function armSilence(own: Connection): void {
    silenceTimer?.cancel();
    silenceTimer = clock.timer(own.heardAt + silenceMs() - clock.uptimeMs(), () => {
      if (connection === own && checkLease()) drop(`silent for ${Math.round(silenceMs() / 100) / 10} s`);
    });
  }

  function drop(reason: string, retryAfterMs?: number): void {
    const old = connection;
    connection = null;
    renewTimer?.cancel();
    silenceTimer?.cancel();
    holdTimer?.cancel();
    if (old !== null) {
      old.socket?.close();
      if (old.session !== null) {
        logger.warn({ reason }, 'disconnected from the server');
        hooks.onDown(reason);
      } else if (failures === 0) logger.info({ reason }, 'the server can not be reached; going on trying');
    }
    const longestMs = failures < dialsAtFirst ? longestDelayAtFirstMs : longestDelayMs;
    const backOff = Math.min(longestMs, firstDelayMs * 2 ** Math.min(failures, 16));
    failures += 1;
    dialIn(retryAfterMs ?? backOff * (0.5 + ids.random() / 2));
  }

  function send(frames: NodeFrame[]): void {
    if (connection === null || connection.session === null) return;
    connection.socket?.send({ s: connection.session, f: frames });
  }

  return {
    start: () => dialIn(0),
    stop: () => {
      stopped = true;
      for (const timer of [dialTimer, renewTimer, silenceTimer, leaseTimer, holdTimer]) timer?.cancel();
      const old = connection;
      connection = null;
      old?.socket?.close();
    },
    get session() {
      return connection?.session ?? null;
    },
    send,
    buffered: () => connection?.socket?.buffered() ?? 0,
    checkLease,
    abandonLease,
    helloReady: () => {
      if (connection !== null) greet(connection);
    },
  };
}
