import type { NodeBatch, ServerFrame } from '../contract/link.ts';

/**
 * The server's end of one node's connection. Both ends deliver batches in order, none twice; when one is missing the
 * connection ends.
 */
export interface NodeConnection {
  /** Sends frames in order; dropped silently once the connection is closed. */
  send(frames: readonly ServerFrame[]): void;
  /** Closes with a WebSocket code (contract: link). */
  close(code: number, reason: string): void;
}

/** What the transport calls on the server for one connection. */
export interface NodeConnectionHandler {
  onBatch(batch: NodeBatch): void;
  onClose(): void;
}

/** The node's end of its connection to the server. */
export interface ServerConnection {
  send(batch: NodeBatch): void;
  close(): void;
  /** Bytes handed over but not yet sent: bulk waits while this is high. */
  buffered(): number;
}

/** What the transport calls on the node. `onClose` comes exactly once, also when the connection never opened. */
export interface ServerConnectionHandler {
  onOpen(): void;
  onFrames(frames: readonly ServerFrame[]): void;
  onClose(reason: string): void;
}

/** Opens connections from a node to its server; one at a time is in use. */
export interface LinkDialer {
  dial(handler: ServerConnectionHandler): ServerConnection;
}
