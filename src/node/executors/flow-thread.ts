import { Worker } from 'node:worker_threads';
import type { ThreadSaid, ThreadTold } from '../flow-runner/flow-protocol.ts';

/** What a thread tells its pool. */
export interface FlowThreadEvents {
  readonly said: (batch: ThreadSaid) => void;
  /** It is gone; `fault` says why where nobody asked for it. */
  readonly gone: (fault: Error | null) => void;
}

/**
 * One thread with the flow runner; messages of one turn of the event loop go together, as JSON: copying small objects
 * from thread to thread costs several times as much.
 */
export class FlowThread {
  readonly #worker: Worker;
  #outbox: ThreadTold[number][] = [];
  #fault: Error | null = null;
  #ending: Promise<unknown> | null = null;

  /** `environment` is all that its flows see of the node's. */
  constructor(environment: Readonly<Record<string, string>>, events: FlowThreadEvents) {
    const file = import.meta.url.endsWith('.ts') ? 'flow-runner.worker.ts' : 'flow-runner.worker.js';
    this.#worker = new Worker(new URL(`../flow-runner/${file}`, import.meta.url), {
      name: 'drover flows',
      env: { ...environment },
      execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
    });
    // The node lives as long as it wants to, not as long as its threads.
    this.#worker.unref();
    // Only the runner posts, and it posts JSON of messages of the protocol.
    this.#worker.on('message', (batch: string) => events.said(JSON.parse(batch) as ThreadSaid));
    this.#worker.on('error', (error: unknown) => {
      this.#fault = error instanceof Error ? error : new Error(String(error));
    });
    this.#worker.on('exit', (code) => {
      const fault = this.#fault ?? new Error(`the thread ended with ${code}`);
      events.gone(this.#ending === null ? fault : null);
    });
  }

  tell(run: number, told: ThreadTold[number][1]): void {
    this.#outbox.push([run, told]);
    if (this.#outbox.length > 1) return;
    queueMicrotask(() => {
      const batch = this.#outbox;
      this.#outbox = [];
      this.#worker.postMessage(JSON.stringify(batch));
    });
  }

  /** Ends it at once, whatever it is doing; `gone` follows. */
  end(): void {
    this.#ending ??= this.#worker.terminate();
  }
}
