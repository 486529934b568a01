import type { FlowEnd, FlowHost, FlowStep, OnceAnswer } from '../execution/flow-host.ts';
import type { LogLevel } from '../flow-context.ts';
import { FlowStopped } from '../flow-error.ts';
import type { TestHerd } from './test-herd.ts';
import type { TestRun, TestStep } from './test-run.ts';

/** What a `RecordingHost` is built with. */
export interface RecordingHostOptions {
  readonly herd: TestHerd;
  readonly run: string;
  readonly attempt: number;
  /** Step after whose end the attempt is killed. */
  readonly killAfter: string | null;
  readonly stopAfter: { readonly step: string; readonly reason: FlowStopped['reason'] } | null;
}

interface StepRecord {
  readonly name: string;
  readonly startedAt: number;
  endedAt: number | null;
  state: TestStep['state'];
  error: string | null;
}

/** A host in memory that keeps everything for the test to look at. */
export class RecordingHost implements FlowHost {
  readonly logs: { level: LogLevel; text: string }[] = [];
  readonly progressed: { value: number; note: string | null }[] = [];
  readonly artifacts: { name: string; data: string | Uint8Array | null }[] = [];
  /** Resolves with null when the attempt is killed. */
  readonly killed: Promise<null>;
  readonly #options: RecordingHostOptions;
  readonly #controller = new AbortController();
  readonly #steps = new Map<string, StepRecord>();
  readonly #kill: (nothing: null) => void;
  readonly #by: string;
  #stopped: FlowStopped | null = null;
  #dead = false;

  constructor(options: RecordingHostOptions) {
    this.#options = options;
    this.#by = `${options.run} attempt ${options.attempt}`;
    const { promise, resolve } = Promise.withResolvers<null>();
    this.killed = promise;
    this.#kill = resolve;
    options.herd.attemptBegins(this.#by);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get stopped(): FlowStopped | null {
    return this.#stopped;
  }

  /** Whether the attempt has been killed. */
  get dead(): boolean {
    return this.#dead;
  }

  /** The attempt is over. */
  over(): void {
    this.#options.herd.attemptEnds(this.#by);
  }

  outcome(end: FlowEnd | null): TestRun<unknown>['outcome'] {
    if (end === null) return 'killed';
    if (end.ok) return 'succeeded';
    if (this.#stopped === null) return 'failed';
    const outcomes = { cancel: 'cancelled', timeout: 'timeout', stop: 'stopped' } as const;
    return outcomes[this.#stopped.reason];
  }

  steps(): TestStep[] {
    const now = this.#options.herd.now();
    return [...this.#steps.values()].map(({ name, state, error, startedAt, endedAt }) => ({
      name,
      state,
      ...(error === null ? {} : { error }),
      ms: (endedAt ?? now) - startedAt,
    }));
  }

  throwIfStopped(): void {
    if (this.#stopped !== null) throw this.#stopped;
  }

  log(level: LogLevel, text: string): void {
    if (!this.#dead) this.logs.push({ level, text });
  }

  step({ phase, name, output, error }: FlowStep): void {
    if (this.#dead) return;
    const now = this.#options.herd.now();
    if (phase === 'start') {
      this.#steps.set(name, { name, startedAt: now, endedAt: null, state: 'open', error: null });
      return;
    }
    const step = this.#steps.get(name);
    if (step === undefined) return;
    step.endedAt = now;
    step.error = error ?? null;
    const remembered = typeof output === 'object' && output !== null && 'remembered' in output;
    step.state = error !== undefined ? 'failed' : remembered ? 'remembered' : 'ended';
    if (name === this.#options.stopAfter?.step) this.#stop(this.#options.stopAfter.reason);
    if (name === this.#options.killAfter) this.#die();
  }

  progress(value: number, note: string | null): void {
    if (!this.#dead) this.progressed.push({ value, note });
  }

  async artifact(path: string): Promise<void> {
    this.artifacts.push({ name: path, data: null });
  }

  async artifactData(name: string, data: string | Uint8Array): Promise<void> {
    this.artifacts.push({ name, data });
  }

  async memo(name: string, value: unknown): Promise<void> {
    // A copy, as a next attempt would get it.
    const copy: unknown = value === undefined ? undefined : structuredClone(value);
    this.#options.herd.memos(this.#options.run).set(name, copy);
  }

  async onceBegin(key: string, ttlSeconds: number): Promise<OnceAnswer> {
    return this.#options.herd.onceBegin(key, ttlSeconds, this.#by);
  }

  async onceDone(key: string, ttlSeconds: number, value: unknown): Promise<void> {
    this.#options.herd.onceDone(key, ttlSeconds, this.#by, value);
  }

  async onceRelease(key: string): Promise<void> {
    this.#options.herd.onceRelease(key);
  }

  now(): number {
    return this.#options.herd.now();
  }

  async sleep(ms: number): Promise<void> {
    this.throwIfStopped();
    this.#options.herd.pass(ms / 1000);
  }

  #stop(reason: FlowStopped['reason']): void {
    if (this.#stopped !== null) return;
    this.#stopped = new FlowStopped(reason);
    this.#controller.abort(this.#stopped);
  }

  /** From here on nothing of it counts; its next use of `ctx` ends it. */
  #die(): void {
    this.#stop('stop');
    this.#dead = true;
    this.#kill(null);
  }
}
