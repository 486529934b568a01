/** A private instance of a program that Drover can work with, on loopback and in a temporary folder. */
export interface Service {
  /** For people. */
  readonly name: string;
  /** The environment with which Drover, or a test, uses it. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends it and removes all that it left. */
  remove(): Promise<void>;
}

/** Calls `look` until it answers true; throws with `what` in words after a time. */
export async function awaitReady(
  what: string,
  look: () => Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await look())) {
    if (performance.now() > giveUpAt) throw new Error(`not ready within ${timeoutMs / 1000} s: ${what}`);
    await pause(100);
  }
}

/** Ends a process by its id: asked to, then made to. */
export async function endProcess(pid: number, patienceMs = 10_000): Promise<void> {
  const send = (signal: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(pid, signal);
    } catch {
      return false;
    }
  };
  send('SIGTERM');
  const giveUpAt = performance.now() + patienceMs;
  while (send(0)) {
    if (performance.now() > giveUpAt) send('SIGKILL');
    await pause(50);
  }
}

function pause(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, ms);
  return promise;
}
