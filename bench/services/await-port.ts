import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once somebody listens on the port; rejects after `withinMs`. */
export async function awaitPort(port: number, withinMs = 10_000): Promise<void> {
  const until = performance.now() + withinMs;
  while (!(await answers(port))) {
    if (performance.now() > until) throw new Error(`nothing listens on port ${port} after ${withinMs} ms`);
    await delay(20);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
