import { access, mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { FlowHost, FlowStep, OnceAnswer } from '../../sdk/execution/flow-host.ts';
import type { LogLevel } from '../../sdk/flow-context.ts';
import { FlowStopped } from '../../sdk/flow-error.ts';
import type { FlowSaid, FlowTold } from './flow-protocol.ts';

/** Time as a flow's own process or thread has it. */
export interface HostTime {
  now(): number;
  /** Calls `fn` once after `ms`; the function that it returns takes that back. */
  after(ms: number, fn: () => void): () => void;
}

/** What a `RemoteHost` is built with. */
export interface RemoteHostOptions {
  readonly say: (said: FlowSaid) => void;
  readonly log: (stream: 'out' | 'err', text: string) => void;
  readonly time: HostTime;
  /** Folder for files to keep, made when it is needed. */
  readonly artifacts: string;
  /** Folder that relative paths start from. */
  readonly cwd: string;
}

interface Question {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** `ctx` of a flow whose node is at the other end of a pipe or of a thread's port. */
export class RemoteHost implements FlowHost {
  readonly #options: RemoteHostOptions;
  #stopped: FlowStopped | null = null;
  #controller: AbortController | null = null;
  readonly #sleepers = new Set<(error: FlowStopped) => void>();
  readonly #questions = new Map<number, Question>();
  #lastId = 0;
  #usedFolder = false;

  constructor(options: RemoteHostOptions) {
    this.#options = options;
  }

  /** Made when it is first looked at: most short flows never do. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#stopped !== null) this.#controller.abort(this.#stopped);
    }
    return this.#controller.signal;
  }

  /** It has been told to end. */
  get stopped(): boolean {
    return this.#stopped !== null;
  }

  get usedFolder(): boolean {
    return this.#usedFolder;
  }

  /** A message for this flow, other than its start. */
  told(message: Exclude<FlowTold, { tell: 'start' }>): void {
    if (message.tell === 'stop') this.stop(message.reason);
    else {
      const question = this.#questions.get(message.id);
      this.#questions.delete(message.id);
      if (message.fault === undefined) question?.resolve(message.value);
      else question?.reject(new Error(message.fault));
    }
  }

  stop(reason: 'cancel' | 'timeout' | 'stop'): void {
    if (this.#stopped !== null) return;
    const stopped = new FlowStopped(reason);
    this.#stopped = stopped;
    this.#controller?.abort(stopped);
    for (const wake of [...this.#sleepers]) wake(stopped);
  }

  throwIfStopped(): void {
    if (this.#stopped !== null) throw this.#stopped;
  }

  log(level: LogLevel, text: string): void {
    const loud = level === 'warn' || level === 'error';
    this.#options.log(loud ? 'err' : 'out', level === 'info' ? text : `${level.toUpperCase()} ${text}`);
  }

  step({ phase, name, output, error }: FlowStep): void {
    const more = { ...(output === undefined ? {} : { output }), ...(error === undefined ? {} : { error }) };
    this.#options.say({ say: 'step', phase, name, ...more });
  }

  progress(value: number, note: string | null): void {
    this.#options.say({ say: 'progress', value, note });
  }

  async artifact(path: string): Promise<void> {
    const absolute = resolve(this.#options.cwd, path);
    await access(absolute);
    this.#options.say({ say: 'artifact', path: absolute });
  }

  async artifactData(name: string, data: string | Uint8Array): Promise<void> {
    if (name === '' || name === '.' || name === '..' || basename(name) !== name) {
      throw new TypeError(`an artifact's name must be that of a file, without folders, but is ${name}`);
    }
    const { artifacts } = this.#options;
    this.#usedFolder = true;
    await mkdir(artifacts, { recursive: true, mode: 0o700 });
    const path = join(artifacts, name);
    await writeFile(path, data, { mode: 0o600 });
    this.#options.say({ say: 'artifact', path });
  }

  async memo(name: string, value: unknown): Promise<void> {
    await this.#ask((id) => ({ say: 'memo', id, name, value }));
  }

  async onceBegin(key: string, ttlSeconds: number): Promise<OnceAnswer> {
    // The node's answer to this question.
    return (await this.#ask((id) => ({ say: 'once', id, phase: 'begin', key, ttlSeconds }))) as OnceAnswer;
  }

  async onceDone(key: string, ttlSeconds: number, value: unknown): Promise<void> {
    await this.#ask((id) => ({ say: 'once', id, phase: 'done', key, ttlSeconds, value }));
  }

  async onceRelease(key: string, ttlSeconds: number): Promise<void> {
    await this.#ask((id) => ({ say: 'once', id, phase: 'release', key, ttlSeconds }));
  }

  now(): number {
    return this.#options.time.now();
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wakeUp, reject) => {
      if (this.#stopped !== null) {
        reject(this.#stopped);
        return;
      }
      const interrupt = (error: FlowStopped): void => {
        takeBack();
        this.#sleepers.delete(interrupt);
        reject(error);
      };
      const takeBack = this.#options.time.after(ms, () => {
        this.#sleepers.delete(interrupt);
        wakeUp();
      });
      this.#sleepers.add(interrupt);
    });
  }

  #ask(question: (id: number) => FlowSaid): Promise<unknown> {
    return new Promise((resolveAnswer, reject) => {
      this.#lastId += 1;
      this.#questions.set(this.#lastId, { resolve: resolveAnswer, reject });
      this.#options.say(question(this.#lastId));
    });
  }
}
