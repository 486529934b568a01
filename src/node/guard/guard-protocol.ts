import type { Readable } from 'node:stream';
import type { ProcessRef } from '../process-tree/process-table.ts';
import type { TreeIdentity } from '../process-tree/process-tree.ts';

/** How the guard starts a new node in place of one that hangs. */
export interface NodeRestart {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Gets the new node's stdout and stderr, appended. */
  readonly logFile: string;
}

/** First message of a node to its guard. */
export interface GuardHello {
  readonly type: 'hello';
  readonly bootId: string;
  readonly node: ProcessRef;
  readonly leaseMs: number;
  /** Null: a node that hangs is killed and not replaced. */
  readonly restart: NodeRestart | null;
  /** A process that restarts the node by itself; while it lives the guard leaves that to it. */
  readonly supervisor: ProcessRef | null;
}

/**
 * Node to guard, one JSON object a line on the guard's stdin. `members`: all that are known to live in that tree. `renewed`: the server has acknowledged a renewal that was
 * sent at this `os.uptime()` instant (ms). The end of the stream means that the node is dead.
 */
export type NodeMessage =
  | GuardHello
  | { readonly type: 'tree'; readonly tree: TreeIdentity }
  | { readonly type: 'members'; readonly tag: string; readonly members: readonly ProcessRef[] }
  | { readonly type: 'treeEnded'; readonly tag: string }
  | { readonly type: 'renewed'; readonly sentAt: number; readonly leaseMs: number }
  | { readonly type: 'pong'; readonly id: number };

/** Guard to node, on the guard's stdout. `heard`: a renewal has been read. `expired`: the lease has run out and SIGKILL was sent to these trees. */
export type GuardMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'heard' }
  | { readonly type: 'expired'; readonly tags: readonly string[] };

/** One line of the protocol. */
export function encodeMessage(message: NodeMessage | GuardMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/**
 * Reads lines as messages; a line that is no object with a known `type` is passed over. Both ends are this program in
 * one version, so the fields are not checked again.
 */
export function readMessages<Message extends { readonly type: string }>(
  stream: Readable,
  types: ReadonlySet<Message['type']>,
  onMessage: (message: Message) => void,
): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = parseLine(line, types);
      if (message !== null) onMessage(message);
    }
  });
}

function parseLine<Message extends { readonly type: string }>(
  line: string,
  types: ReadonlySet<Message['type']>,
): Message | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('type' in value)) return null;
    if (typeof value.type !== 'string' || !types.has(value.type)) return null;
    return value as Message; // cast: written by encodeMessage of the same version
  } catch {
    return null;
  }
}

/** The types of messages that a guard understands. */
export const NODE_MESSAGE_TYPES: ReadonlySet<NodeMessage['type']> = new Set([
  'hello',
  'tree',
  'members',
  'treeEnded',
  'renewed',
  'pong',
]);

/** The types of messages that a node understands. */
export const GUARD_MESSAGE_TYPES: ReadonlySet<GuardMessage['type']> = new Set([
  'ready',
  'ping',
  'heard',
  'expired',
]);
