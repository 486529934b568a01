import type {
  AttemptRef,
  NodeBatch,
  NodeFrame,
  NodeHello,
  ResultFrame,
  ServerFrame,
} from '../../src/contract/link.ts';
import { nodeBatchSchema, serverFrameSchema } from '../../src/contract/link.ts';
import type { LinkDialer, ServerConnectionHandler } from '../../src/ports/link.ts';

/** One connection of the node under test, seen from the server's end. */
export interface ScriptedConnection {
  /** Everything that came, frame by frame. */
  readonly frames: NodeFrame[];
  readonly batches: NodeBatch[];
  open: boolean;
  /** Bytes that the node is told are not yet sent. */
  buffered: number;
  send(...frames: ServerFrame[]): void;
  /** The connection breaks. */
  breakOff(): void;
  of<T extends NodeFrame['t']>(t: T): Extract<NodeFrame, { t: T }>[];
}

export interface ScriptedServerOptions {
  leaseSeconds: number;
  logCredit: number;
  /** False: dials fail at once. */
  reachable: boolean;
  /** Acknowledge renewals (default true). */
  acknowledgeRenewals: boolean;
  /** Answer each result with `ended recorded` (default true). */
  acknowledgeResults: boolean;
  kill: AttemptRef[];
  cancel: AttemptRef[];
  /** What a hello gets instead of a welcome. */
  refuse: { readonly reason: string; readonly retryAfterMs: number } | null;
}

export interface ScriptedServer extends LinkDialer {
  readonly options: ScriptedServerOptions;
  readonly connections: ScriptedConnection[];
  /** The latest connection. */
  readonly last: ScriptedConnection;
  /** Hellos of all connections. */
  hellos(): NodeHello[];
  /** Results of all connections. */
  results(): ResultFrame[];
}

/** A server that answers as its options say, synchronously; every frame either way is checked against the contract. */
export function createScriptedServer(given: Partial<ScriptedServerOptions> = {}): ScriptedServer {
  const options: ScriptedServerOptions = {
    leaseSeconds: 15,
    logCredit: 1024 * 1024,
    reachable: true,
    acknowledgeRenewals: true,
    acknowledgeResults: true,
    kill: [],
    cancel: [],
    refuse: null,
    ...given,
  };
  const connections: ScriptedConnection[] = [];
  const all = <T extends NodeFrame['t']>(t: T): Extract<NodeFrame, { t: T }>[] =>
    connections.flatMap((c) => c.of(t));

  function answer(connection: ScriptedConnection, frame: NodeFrame, session: string): void {
    if (frame.t === 'hello') {
      if (options.refuse !== null) connection.send({ t: 'refused', ...options.refuse });
      else {
        const { leaseSeconds, kill, cancel, logCredit } = options;
        connection.send({ t: 'welcome', session, leaseSeconds, kill, cancel, logCredit, draining: false });
      }
    }
    if (frame.t === 'renew' && options.acknowledgeRenewals) connection.send({ t: 'renewed', n: frame.n });
    if (frame.t === 'result' && options.acknowledgeResults) {
      connection.send({ t: 'ended', run: frame.run, attempt: frame.attempt, verdict: 'recorded' });
    }
  }

  function connect(handler: ServerConnectionHandler): ScriptedConnection {
    const frames: NodeFrame[] = [];
    const connection: ScriptedConnection = {
      frames,
      batches: [],
      open: true,
      buffered: 0,
      send: (...sent) => {
        for (const frame of sent) serverFrameSchema.parse(frame);
        if (connection.open) handler.onFrames(sent);
      },
      breakOff: () => {
        if (!connection.open) return;
        connection.open = false;
        handler.onClose('broken off');
      },
      of: <T extends NodeFrame['t']>(t: T) =>
        frames.filter((frame): frame is Extract<NodeFrame, { t: T }> => frame.t === t),
    };
    connections.push(connection);
    return connection;
  }

  return {
    options,
    connections,
    get last() {
      const connection = connections.at(-1);
      if (connection === undefined) throw new Error('the node has not dialled');
      return connection;
    },
    hellos: () => all('hello'),
    results: () => all('result'),
    dial: (handler) => {
      if (!options.reachable) {
        handler.onClose('refused');
        return { send: () => {}, close: () => {}, buffered: () => 0 };
      }
      const connection = connect(handler);
      const session = `session-${connections.length}`;
      handler.onOpen();
      return {
        send: (batch) => {
          if (!connection.open) return;
          const parsed = nodeBatchSchema.parse(JSON.parse(JSON.stringify(batch)));
          connection.batches.push(parsed);
          for (const frame of parsed.f) {
            connection.frames.push(frame);
            answer(connection, frame, session);
          }
        },
        close: () => {
          connection.open = false;
        },
        buffered: () => connection.buffered,
      };
    },
  };
}
