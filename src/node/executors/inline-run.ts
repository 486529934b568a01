import type { StartFrame } from '../../contract/link.ts';
import { ownWords } from '../../contract/own-words.ts';
import { statusCodes } from '../../contract/run-states.ts';
import type { AttemptMemory } from '../../ports/attempt-memory.ts';
import type { ExecutionEvents, ExecutionResult, StopReason } from '../../ports/executor.ts';
import { ArtifactCollector } from '../artifacts/artifact-collector.ts';
import type { ArtifactRoots } from '../artifacts/open-artifact.ts';
import type { FlowSaid, FlowTold } from '../flow-runner/flow-protocol.ts';
import { cutLine } from '../line-cut.ts';
import { exitOutcome, type NamedError, notStarted } from './exit-outcome.ts';
import { answerFlow } from './flow-answers.ts';
import { withoutDepth } from './flow-depth.ts';

/** What an inline run is built with. */
export interface InlineRunOptions {
  readonly frame: StartFrame;
  readonly events: ExecutionEvents;
  readonly memory: AttemptMemory;
  /** Hash of the flow's files. */
  readonly code: string;
  /** Where files to keep may lie. */
  readonly roots: ArtifactRoots;
  readonly tell: (told: FlowTold) => void;
  /** Called once, when it has ended; `usedFolder`: it may have made its folder. `done` waits for what it returns. */
  readonly onEnd: (usedFolder: boolean) => Promise<void> | null;
}

/** One attempt in a thread, as the node sees it. */
export class InlineRun {
  readonly done: Promise<ExecutionResult>;
  /** Files to keep; made when there is one. */
  #artifacts: ArtifactCollector | null = null;
  readonly #options: InlineRunOptions;
  readonly #resolve: (result: ExecutionResult) => void;
  #stopped: StopReason | null = null;
  #ended = false;
  /** Steps that are open, outermost first; made when there is one. */
  #openSteps: Set<string> | null = null;

  constructor(options: InlineRunOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<ExecutionResult>();
    this.done = promise;
    this.#resolve = resolve;
  }

  /** Asks it to end; false when it has been asked before, or has ended. */
  stop(reason: StopReason): boolean {
    if (this.#stopped !== null || this.#ended) return false;
    this.#stopped = reason;
    this.#options.tell({ tell: 'stop', reason });
    return true;
  }

  hear(heard: FlowSaid): void {
    const { events, memory, code, tell } = this.#options;
    const said = withoutDepth(heard, events);
    switch (said.say) {
      case 'log':
        events.log(said.stream, cutLine(said.text));
        return;
      case 'progress':
        events.progress(said.value, said.note);
        return;
      case 'artifact':
        events.log('sys', ownWords('artifact', { path: said.path }));
        this.#artifacts ??= new ArtifactCollector(events, this.#options.roots);
        void this.#artifacts.add(said.path);
        return;
      case 'step': {
        const { phase, name, output, error } = said;
        this.#openSteps ??= new Set();
        if (phase === 'start') this.#openSteps.add(name);
        else this.#openSteps.delete(name);
        const more = {
          ...(output === undefined ? {} : { output }),
          ...(error === undefined ? {} : { error }),
        };
        events.step({ phase, id: name, name, ...more });
        return;
      }
      case 'memo':
      case 'once':
        void answerFlow(said, memory, code).then(tell);
        return;
      case 'end': {
        // It returned before it heard that it should end.
        const stopped = said.error === null && !said.stopped ? null : this.#stopped;
        this.#finish(stopped, said.error, said.output, said.usedFolder);
      }
    }
  }

  /** Its thread was ended, for its own sake or for another's. */
  cut(own: boolean): void {
    if (own || this.#stopped !== null) {
      // Killed without a request to end: nobody asks for its result.
      this.#finish(this.#stopped ?? 'stop', null, null, true);
      return;
    }
    this.#options.events.log('sys', ownWords('runs_again'));
    this.#finish('stop', null, null, true);
  }

  /** Its thread died by itself. */
  crashed(fault: Error): void {
    if (this.#stopped !== null) {
      this.#finish(this.#stopped, null, null, true);
      return;
    }
    const memory = 'code' in fault && fault.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const message = ownWords('thread_died', { reason: fault.message });
    if (memory) this.#close(notStarted(statusCodes.resources, 'RESOURCES', message), true);
    else this.#finish(null, { type: 'EXIT', message }, null, true);
  }

  #finish(
    stopped: StopReason | null,
    error: NamedError | null,
    output: ExecutionResult['output'],
    usedFolder: boolean,
  ): void {
    const ok = stopped === null && error === null;
    const result = exitOutcome({
      exit: { code: ok ? 0 : 1, signal: null, interrupted: false },
      stopped,
      named: error,
      stderrTail: '',
      output,
      openStep: this.#openSteps === null ? null : ([...this.#openSteps].at(-1) ?? null),
      timeoutSeconds: this.#options.frame.timeoutSeconds,
    });
    this.#close(result, usedFolder);
  }

  #close(result: ExecutionResult, usedFolder: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    const words = ownWords('ended_in_step', { outcome: result.outcome });
    const failed = result.outcome === 'succeeded' ? {} : { error: words };
    for (const name of [...(this.#openSteps ?? [])].reverse()) {
      this.#options.events.step({ phase: 'end', id: name, name, ...failed });
    }
    const stored = this.#artifacts?.finish();
    if (stored !== undefined) void stored.then(() => this.#leave(result, usedFolder));
    else this.#leave(result, usedFolder);
  }

  #leave(result: ExecutionResult, usedFolder: boolean): void {
    const cleared = this.#options.onEnd(usedFolder);
    if (cleared === null) this.#resolve(result);
    else void cleared.then(() => this.#resolve(result));
  }
}
