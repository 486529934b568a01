import type { HeldAttempt, NodeFrame, ResultFrame } from '../../src/contract/link.ts';

/** What a hello says instead of the usual. */
export interface HelloAsked {
  readonly id?: string;
  readonly slots?: number;
  readonly held?: HeldAttempt[];
  readonly bootId?: string;
  readonly uptimeMs?: number;
}

/** The hello of a node of two slots that offers what herds of tests know. */
export const helloFrame = (more: HelloAsked): NodeFrame => ({
  t: 'hello',
  protocol: 1,
  nodeId: more.id ?? 'n1',
  name: 'robot',
  host: 'h',
  pid: 1,
  version: '1',
  os: 'linux',
  bootId: more.bootId ?? 'boot-1',
  hostBootId: 'hb',
  pidNamespace: 'ns',
  ...(more.uptimeMs === undefined ? {} : { uptimeMs: more.uptimeMs }),
  slots: more.slots ?? 2,
  pools: ['default'],
  tags: [],
  flows: ['sync', 'goods', 'reply'].map((name) => ({ name, kind: 'command', hash: 'h' })),
  held: more.held ?? [],
  draining: false,
});

/** The result of an attempt that succeeded. */
export const done = (run: string, attempt = 1): ResultFrame => ({
  t: 'result',
  run,
  attempt,
  outcome: 'succeeded',
  code: 0,
  error: null,
  output: { ok: true },
  startedAt: 1,
  endedAt: 2,
});
