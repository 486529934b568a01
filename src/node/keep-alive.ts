import { MessageChannel } from 'node:worker_threads';

/**
 * Keeps this process from ending for want of work until the returned function is called: the clock's timers and a node
 * between two connections would not. A second call of it does nothing.
 */
export function keepProcessAlive(): () => void {
  const { port1 } = new MessageChannel();
  port1.ref();
  return () => port1.close();
}
