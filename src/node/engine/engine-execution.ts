/**
 * One task at an engine, from its intent to its end.
 *
 *   intent    committed by the server before the create is sent; found without a task, nobody creates again
 *   created   the task's id, committed before the first query; whoever takes the run over goes on with it
 *   waiting   queried at a growing pace until it is final; faults of queries are put up with
 *   overdue   its time is up: cancelled where the engine can, else still queried, so that its room is held until the
 *             engine says that it is over or a person cancels the run
 *
 * A create that is under way is waited for, whatever asks the execution to stop: only then is it known what there is.
 */

import { engineMemos, engineTaskSchema } from '../../contract/engine-memos.ts';
import { execWords } from '../../contract/exec.ts';
import type { StartFrame } from '../../contract/link.ts';
import type { FlowProgram } from '../../contract/manifest.ts';
import { ownWords } from '../../contract/own-words.ts';
import type { RunError } from '../../contract/run-error.ts';
import { statusCodes } from '../../contract/run-states.ts';
import type { EngineStep } from '../../domain/exec-outcome.ts';
import type { AttemptMemory } from '../../ports/attempt-memory.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Execution, ExecutionEvents, ExecutionResult, StopReason } from '../../ports/executor.ts';
import type { EngineHttp } from './engine-http.ts';
import { cleanerOf, type QueryVerdict, readCreate, readQuery } from './engine-protocol.ts';
import { createQueryPace, type QueryPace } from './query-pace.ts';

/** A task that was asked to stop is waited for this long, ms. */
const stopGraceMs = 10_000;

export interface EngineExecutionParts {
  readonly http: EngineHttp;
  readonly clock: Clock;
  readonly random: () => number;
  /** The engine's token; null: there is none. */
  readonly token: string | null;
}

type EngineProgram = Extract<FlowProgram, { kind: 'engine' }>;

/** Starts an attempt at the engine, or goes on with the task of an earlier one. */
export function executeEngine(
  parts: EngineExecutionParts,
  program: EngineProgram,
  frame: StartFrame,
  events: ExecutionEvents,
  memory: AttemptMemory,
): Execution {
  const task = new EngineTask(parts, program, frame, events, memory);
  return { done: task.run(), stop: (reason) => task.stop(reason), kill: () => task.kill() };
}

class EngineTask {
  readonly #parts: EngineExecutionParts;
  readonly #program: EngineProgram;
  readonly #frame: StartFrame;
  readonly #events: ExecutionEvents;
  readonly #memory: AttemptMemory;
  readonly #clean: (text: string) => string;
  readonly #killed = new AbortController();
  readonly #pace: QueryPace;
  #asked: StopReason | null = null;
  #wake: () => void = () => undefined;
  /** What is wrong with queries now; null: the last one was answered. */
  #fault: string | null = null;
  #status = '';

  constructor(
    parts: EngineExecutionParts,
    program: EngineProgram,
    frame: StartFrame,
    events: ExecutionEvents,
    memory: AttemptMemory,
  ) {
    this.#parts = parts;
    this.#program = program;
    this.#frame = frame;
    this.#events = events;
    this.#memory = memory;
    this.#clean = cleanerOf(parts.token ?? '');
    this.#pace = createQueryPace(program.intervalSeconds * 1000, parts.random);
  }

  stop(reason: StopReason): void {
    // A time-out that a person's cancel follows is a cancel: so a task that is not over lets go of its room.
    if (this.#asked === null || this.#asked === 'timeout') this.#asked = reason;
    this.#wake();
  }

  kill(): void {
    this.#killed.abort();
    this.#wake();
  }

  async run(): Promise<ExecutionResult> {
    const { createUrl, queryUrl } = this.#program;
    if (!isAddress(createUrl)) return failed('create_url', execWords[55101], statusCodes.configuration);
    if (!isAddress(queryUrl)) return failed('query_url', execWords[55102], statusCodes.configuration);
    if (this.#parts.token === null) {
      const why = 'the token of this call is no longer kept; call again';
      return failed(
        'create',
        `${execWords[55001]}, detail: 401: Task creation failed: ${why}`,
        statusCodes.permission,
      );
    }
    const known = this.#known();
    if (known === 'intent') {
      const why = 'whether a task was created is not known';
      return failed(
        'create',
        `${execWords[55001]}, detail: 500: Task creation failed: ${why}`,
        statusCodes.failed,
      );
    }
    const created = known?.executionId ?? (await this.#create(createUrl));
    if (typeof created !== 'string') return created;
    return this.#follow(`${queryUrl}/${encodeURIComponent(created)}`, created);
  }

  /** The task of an earlier attempt, or that one may have been created. */
  #known(): { readonly executionId: string } | 'intent' | null {
    const memos = new Map((this.#frame.memos ?? []).map((memo) => [memo.name, memo.value]));
    const task = engineTaskSchema.safeParse(memos.get(engineMemos.task));
    if (task.success) return task.data;
    return (memos.get(engineMemos.intent) ?? null) === null ? null : 'intent';
  }

  async #create(url: string): Promise<string | ExecutionResult> {
    const { project, execPosition } = this.#program;
    const { params } = this.#frame;
    const body = project === null ? params : { project_id: project, exec_position: execPosition, params };
    const step = { id: 'create', name: 'create' } as const;
    await this.#remember(engineMemos.intent, true);
    if (this.#killed.signal.aborted) return stopped(null);
    // The intent stays: a task that was never created is told as one of which it is not known.
    if (this.#asked === 'cancel') return { outcome: 'cancelled', code: null, error: null, output: null };
    if (this.#asked === 'timeout') return this.#timedOut();
    this.#events.step({ ...step, phase: 'start', input: { project_id: body['project_id'] } });
    const verdict = readCreate(
      await this.#parts.http.ask(
        { method: 'POST', url, token: this.#token(), body: JSON.stringify(body), alone: true },
        this.#killed.signal,
      ),
      this.#clean,
    );
    if (this.#killed.signal.aborted) return stopped(null);
    if (verdict.kind === 'failed') {
      this.#events.step({ ...step, phase: 'end', error: verdict.message.slice(0, 1000) });
      await this.#forget();
      return failed('create', verdict.message, verdict.denied ? statusCodes.permission : statusCodes.failed);
    }
    const { executionId } = verdict;
    await this.#remember(engineMemos.task, { executionId });
    this.#events.step({ ...step, phase: 'end', output: { executionId } });
    return executionId;
  }

  async #follow(url: string, executionId: string): Promise<ExecutionResult> {
    let afterMs: number | null = null;
    let overdue = false;
    let giveUpAt = Number.POSITIVE_INFINITY;
    let cancelSent = false;
    const { clock } = this.#parts;
    for (;;) {
      await this.#sleep(
        this.#pace.next(afterMs),
        () => this.#killed.signal.aborted || this.#mustAct(overdue, cancelSent),
      );
      afterMs = null;
      if (this.#killed.signal.aborted) return stopped(null);
      const asked = this.#asked;
      if (asked === 'stop') return stopped(null);
      if (asked === 'timeout' && !overdue) {
        overdue = true;
        if (this.#fault !== null)
          await this.#remember(engineMemos.verdict, { step: 'query', message: this.#fault });
      }
      if (asked !== null && !cancelSent) {
        cancelSent = true;
        const cancelled = await this.#cancel(executionId);
        if (asked === 'cancel') {
          if (!cancelled) return this.#letGo(executionId, overdue);
          giveUpAt = clock.uptimeMs() + stopGraceMs;
        } else if (!cancelled) {
          const words = `engine unresolved: task ${executionId} is not over and can't be cancelled; its slot is held until it is, or until this run is cancelled`;
          this.#events.progress(0, 'engine unresolved');
          this.#events.log('sys', words);
        }
      } else if (asked === 'cancel' && cancelSent && giveUpAt === Number.POSITIVE_INFINITY) {
        return this.#letGo(executionId, overdue);
      }
      const verdict = await this.#query(url);
      if (this.#killed.signal.aborted) return stopped(null);
      const end = this.#endBy(verdict, overdue);
      if (end !== null) {
        if (end.outcome !== 'succeeded') await this.#forget();
        return end;
      }
      if (clock.uptimeMs() >= giveUpAt) return this.#letGo(executionId, overdue);
      if (verdict.kind === 'again') afterMs = verdict.afterMs;
    }
  }

  /** Whether what it was asked has not been acted upon. */
  #mustAct(overdue: boolean, cancelSent: boolean): boolean {
    switch (this.#asked) {
      case null:
        return false;
      case 'timeout':
        return !overdue;
      case 'stop':
        return true;
      case 'cancel':
        return !cancelSent || overdue;
    }
  }

  async #query(url: string): Promise<QueryVerdict> {
    const request = { method: 'GET', url, token: this.#token() } as const;
    const answer = await this.#parts.http.ask(request, this.#killed.signal);
    const verdict = readQuery(answer, this.#program.statuses, this.#clean);
    if (verdict.kind === 'again') {
      if (this.#fault === null) this.#events.log('sys', `${verdict.message}; asking again`);
      this.#fault = verdict.message;
    } else if (this.#fault !== null) {
      this.#fault = null;
      this.#events.log('sys', ownWords('engine_again'));
    }
    if (verdict.kind === 'waiting' && verdict.status !== this.#status) {
      this.#status = verdict.status;
      this.#events.progress(0, verdict.status.slice(0, 200));
    }
    return verdict;
  }

  #endBy(verdict: QueryVerdict, overdue: boolean): ExecutionResult | null {
    switch (verdict.kind) {
      case 'waiting':
      case 'again':
        return null;
      case 'completed':
        if (overdue) return this.#timedOut();
        return {
          outcome: 'succeeded',
          code: statusCodes.success,
          error: null,
          output: { ...verdict.output },
        };
      case 'failed':
        if (this.#asked === 'cancel') return { outcome: 'cancelled', code: null, error: null, output: null };
        return overdue ? this.#timedOut() : failed('task', verdict.message, statusCodes.failed);
      case 'refused':
        return failed('query', verdict.message, verdict.denied ? statusCodes.permission : statusCodes.failed);
    }
  }

  /** A person has cancelled a task that the engine goes on with. */
  #letGo(executionId: string, overdue: boolean): ExecutionResult {
    this.#events.log('sys', ownWords('engine_goes_on', { id: executionId }));
    return overdue ? this.#timedOut() : { outcome: 'cancelled', code: null, error: null, output: null };
  }

  #timedOut(): ExecutionResult {
    const error: RunError =
      this.#fault === null
        ? { type: 'TIMEOUT', message: execWords[55003] }
        : { type: 'ENGINE', step: 'query' satisfies EngineStep, message: this.#fault };
    return { outcome: 'timeout', code: statusCodes.timedOut, error, output: null };
  }

  /** Asks the engine to stop the task; false: it can't, or does not. */
  async #cancel(executionId: string): Promise<boolean> {
    const { cancelUrl } = this.#program;
    if (!isAddress(cancelUrl)) return false;
    const url = `${cancelUrl}/${encodeURIComponent(executionId)}`;
    const request = { method: 'POST', url, token: this.#token(), body: '{}', alone: true } as const;
    const answer = await this.#parts.http.ask(request, this.#killed.signal);
    return answer.kind === 'answer' && answer.status >= 200 && answer.status <= 299;
  }

  /** Resolves when the server has it durable, or this execution is killed. */
  async #remember(name: string, value: unknown): Promise<void> {
    const { signal } = this.#killed;
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => resolve();
    signal.addEventListener('abort', end);
    // Refused: the attempt is no longer this node's, and about to be killed.
    this.#memory.memo(name, '', value).then(end, () => undefined);
    await promise;
    signal.removeEventListener('abort', end);
  }

  /** What a flow's own retry must not go on with. The caller's token of an exec serves one task only. */
  async #forget(): Promise<void> {
    if (this.#frame.secret !== undefined) return;
    await this.#remember(engineMemos.task, null);
    await this.#remember(engineMemos.intent, null);
  }

  /** Waits; ends early when `over` holds, looked at whenever it is asked to stop or killed. */
  async #sleep(ms: number, over: () => boolean): Promise<void> {
    if (over()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer: Timer = this.#parts.clock.timer(ms, resolve);
    this.#wake = () => {
      if (over()) resolve();
    };
    await promise;
    timer.cancel();
    this.#wake = () => undefined;
  }

  #token(): string {
    // `run` goes no further without one.
    return this.#parts.token ?? '';
  }
}

function failed(step: EngineStep, message: string, code: number): ExecutionResult {
  return { outcome: 'failed', code, error: { type: 'ENGINE', step, message }, output: null };
}

function stopped(error: RunError | null): ExecutionResult {
  return { outcome: 'stopped', code: null, error, output: null };
}

function isAddress(url: string | null): url is string {
  const parsed = url === null ? null : URL.parse(url);
  return parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:');
}
