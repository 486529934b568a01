import type { AttemptRef, NodeFrame, ResultFrame, ServerFrame, StartFrame } from '../../src/contract/link.ts';
import type { ArtifactHadFrame } from '../../src/contract/link-artifacts.ts';
import type { Gateway } from '../../src/services/gateway/gateway.ts';

/** A node at the server's end of the link, without a socket or a process: says hello and does what the test says. */
export interface LinkNode {
  readonly id: string;
  /** Attempts that the server has started here, oldest first; `finish` takes them out. */
  readonly started: StartFrame[];
  readonly cancelled: AttemptRef[];
  /** What the server has said of files. */
  readonly had: ArtifactHadFrame[];
  /** Resolves when the server has started this run here. */
  starts(runId: string): Promise<StartFrame>;
  /** Resolves when the server has asked to cancel this run. */
  cancels(runId: string): Promise<void>;
  send(...frames: NodeFrame[]): void;
  /** Ends an attempt; resolves when the server has acknowledged it. */
  finish(runId: string, result?: Partial<ResultFrame>): Promise<void>;
  disconnect(): void;
}

export interface LinkNodeOptions {
  readonly id?: string;
  readonly slots?: number;
  readonly cgroups?: boolean;
  readonly pools?: readonly string[];
  readonly tags?: readonly string[];
  readonly flows: readonly { readonly name: string; readonly kind: string; readonly hash: string }[];
}

const patienceMs = 5000;
/** As real nodes do: a slow test must not lose its node. */
const renewMs = 3000;

/** Connects a node; resolves when the server has welcomed it. */
export async function connectLinkNode(gateway: Gateway, options: LinkNodeOptions): Promise<LinkNode> {
  const id = options.id ?? 'node-1';
  const started: StartFrame[] = [];
  const cancelled: AttemptRef[] = [];
  const had: ArtifactHadFrame[] = [];
  const ended = new Set<string>();
  const changes: (() => void)[] = [];
  let session: string | undefined;
  let renewals = 0;
  let acked = 0;
  const renewing = setInterval(() => {
    const held = started.map(({ run, attempt }) => ({ run, attempt, ended: false }));
    send({ t: 'renew', n: ++renewals, acked, held });
  }, renewMs);
  renewing.unref();

  const handler = gateway.accept({
    send: (frames: readonly ServerFrame[]) => {
      for (const frame of frames) {
        if (frame.t === 'welcome') session = frame.session;
        if (frame.t === 'renewed') acked = frame.n;
        if (frame.t === 'start') started.push(frame);
        if (frame.t === 'cancel') cancelled.push({ run: frame.run, attempt: frame.attempt });
        if (frame.t === 'ended') ended.add(frame.run);
        if (frame.t === 'artifact_had') had.push(frame);
      }
      for (const change of changes.splice(0)) change();
    },
    close: () => clearInterval(renewing),
  });
  const until = async <T>(what: string, find: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${what} did not come about`)), patienceMs);
        changes.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  };
  const send = (...frames: NodeFrame[]): void =>
    handler.onBatch({ ...(session === undefined ? {} : { s: session }), f: frames });

  send({
    t: 'hello',
    protocol: 1,
    nodeId: id,
    name: id,
    host: 'test',
    pid: 1,
    version: '0',
    os: 'linux',
    bootId: `${id}.1`,
    hostBootId: 'h',
    pidNamespace: 'p',
    ...(options.cgroups === undefined ? {} : { cgroups: options.cgroups }),
    slots: options.slots ?? 5,
    pools: [...(options.pools ?? ['default'])],
    tags: [...(options.tags ?? [])],
    flows: [...options.flows],
    held: [],
    draining: false,
  });
  await until('the welcome', () => session);

  const starts = (runId: string): Promise<StartFrame> =>
    until(`the start of ${runId}`, () => started.find((frame) => frame.run === runId));
  return {
    id,
    started,
    cancelled,
    had,
    starts,
    cancels: async (runId) =>
      void (await until(`the cancel of ${runId}`, () => cancelled.find((ref) => ref.run === runId))),
    send,
    finish: async (runId, result = {}) => {
      const { attempt } = await starts(runId);
      ended.delete(runId);
      started.splice(
        started.findIndex((frame) => frame.run === runId),
        1,
      );
      const at = Date.now();
      send({
        t: 'result',
        run: runId,
        attempt,
        outcome: 'succeeded',
        code: 0,
        error: null,
        output: null,
        startedAt: at,
        endedAt: at,
        ...result,
      });
      await until(`the end of ${runId}`, () => (ended.has(runId) ? true : undefined));
    },
    disconnect: () => {
      clearInterval(renewing);
      handler.onClose();
    },
  };
}
