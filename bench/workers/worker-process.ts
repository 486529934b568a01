import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Span } from '../system.ts';
import type { WorkerAnswer, WorkerQuestion } from './worker-messages.ts';

/** A peer's worker in a process of its own. */
export class WorkerProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts the program; resolves once it is ready. */
  static async start(program: URL, args: readonly string[]): Promise<WorkerProcess> {
    const worker = new WorkerProcess(fork(program, args));
    await worker.#answer('ready');
    return worker;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async drain(jobs: number): Promise<Span> {
    return (await this.#ask({ ask: 'drain', jobs }, 'drained')).span;
  }

  async serve(): Promise<void> {
    await this.#ask({ ask: 'serve' }, 'serving');
  }

  async delays(): Promise<readonly number[]> {
    return (await this.#ask({ ask: 'delays' }, 'delays')).delays;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    // The worker ends its work when the channel closes.
    this.#child.disconnect();
    await ended;
  }

  async #ask<K extends WorkerAnswer['answer']>(
    question: WorkerQuestion,
    kind: K,
  ): Promise<Extract<WorkerAnswer, { answer: K }>> {
    const answer = this.#answer(kind);
    this.#child.send(question);
    return answer;
  }

  async #answer<K extends WorkerAnswer['answer']>(kind: K): Promise<Extract<WorkerAnswer, { answer: K }>> {
    const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer>();
    const ended = (code: number | null): void => reject(new Error(`a worker ended with ${code}`));
    this.#child.once('message', resolve);
    this.#child.once('exit', ended);
    try {
      const answer = await promise;
      if (answer.answer !== kind) throw new Error(`a worker answered ${answer.answer}, not ${kind}`);
      return answer as Extract<WorkerAnswer, { answer: K }>;
    } finally {
      this.#child.off('message', resolve);
      this.#child.off('exit', ended);
    }
  }
}
