import { type Span, wallMs } from '../system.ts';
import type { StampPayload } from './worker-messages.ts';

/** Keeps what a worker's jobs tell: when the first started, when the last ended, how late stamped ones started. */
export class JobCounter {
  readonly #delays: number[] = [];
  #firstStartAt: number | null = null;
  #left = 0;
  #drained: ((span: Span) => void) | null = null;

  /** Resolves when `jobs` more have ended. */
  drained(jobs: number): Promise<Span> {
    this.#left = jobs;
    this.#firstStartAt = null;
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  /** A no-op job's function has begun. */
  started(): void {
    this.#firstStartAt ??= wallMs();
  }

  /** The end of a job has been stored. */
  ended(): void {
    if (this.#left === 0) return;
    this.#left -= 1;
    if (this.#left > 0) return;
    const lastFinishAt = wallMs();
    this.#drained?.({ firstStartAt: this.#firstStartAt ?? lastFinishAt, lastFinishAt });
  }

  /** A stamped job's function has begun. */
  stamped(payload: unknown): void {
    this.#delays.push(wallMs() - (payload as StampPayload).submittedAt);
  }

  /** The delays noted since the last call. */
  takeDelays(): number[] {
    return this.#delays.splice(0);
  }
}
