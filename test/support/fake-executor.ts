import type { StartFrame } from '../../src/contract/link.ts';
import type { AttemptMemory } from '../../src/ports/attempt-memory.ts';
import type { ExecutionEvents, ExecutionResult, Executor, StopReason } from '../../src/ports/executor.ts';

/** An execution that does what the test says. */
export interface FakeExecution {
  readonly frame: StartFrame;
  readonly events: ExecutionEvents;
  readonly memory: AttemptMemory;
  readonly stops: StopReason[];
  killed: boolean;
  ended: boolean;
  /** Ends it; a second time does nothing. */
  end(result?: Partial<ExecutionResult>): void;
}

export interface FakeExecutor extends Executor {
  /** All executions ever started, in order. */
  readonly all: FakeExecution[];
  /** The latest execution of a run. */
  of(run: string): FakeExecution;
  /** What still lives. */
  live(): FakeExecution[];
}

/**
 * An executor without programs. `onStop` and `onKill` say what an execution does when told to; by default it ends at once
 * in the way asked, or by a kill.
 */
export function createFakeExecutor(
  behaviour: {
    readonly onStart?: (execution: FakeExecution) => void;
    readonly onStop?: (execution: FakeExecution, reason: StopReason) => void;
    readonly onKill?: (execution: FakeExecution) => void;
  } = {},
): FakeExecutor {
  const all: FakeExecution[] = [];
  const outcomes = { cancel: 'cancelled', timeout: 'timeout', stop: 'stopped' } as const;
  return {
    all,
    of: (run) => {
      const found = all.findLast((execution) => execution.frame.run === run);
      if (found === undefined) throw new Error(`run ${run} was never started`);
      return found;
    },
    live: () => all.filter((execution) => !execution.ended),
    start: (frame, events, memory) => {
      let resolve: (result: ExecutionResult) => void = () => {};
      const done = new Promise<ExecutionResult>((settle) => {
        resolve = settle;
      });
      const execution: FakeExecution = {
        frame,
        events,
        memory,
        stops: [],
        killed: false,
        ended: false,
        end: (result = {}) => {
          if (execution.ended) return;
          execution.ended = true;
          resolve({ outcome: 'succeeded', code: 0, error: null, output: null, ...result });
        },
      };
      all.push(execution);
      behaviour.onStart?.(execution);
      return {
        done,
        stop: (reason) => {
          execution.stops.push(reason);
          if (behaviour.onStop !== undefined) behaviour.onStop(execution, reason);
          else execution.end({ outcome: outcomes[reason], code: reason === 'timeout' ? 2 : null });
        },
        kill: () => {
          execution.killed = true;
          if (behaviour.onKill !== undefined) behaviour.onKill(execution);
          else execution.end({ outcome: 'failed', code: 3 });
        },
      };
    },
  };
}
