import type { Socket } from 'node:net';
import type { Channel } from 'rabbitmq-client';

const gathering = new WeakSet<Socket>();

/**
 * Has everything that is written to this channel's connection before the end of this turn leave together. The library
 * writes each message by itself, and for a short one the system call costs more than all the rest (docs/performance.md).
 */
export function gatherWrites(channel: Channel): void {
  // Internal to the library, whose version is pinned.
  const socket = (channel as unknown as { readonly _conn: { readonly _socket: Socket } })._conn._socket;
  if (gathering.has(socket)) return;
  gathering.add(socket);
  socket.cork();
  process.nextTick(() => {
    gathering.delete(socket);
    socket.uncork();
  });
}
