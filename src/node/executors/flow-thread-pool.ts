import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartFrame } from '../../contract/link.ts';
import { BriefMap } from '../../domain/brief-map.ts';
import type { AttemptMemory } from '../../ports/attempt-memory.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Execution, ExecutionEvents } from '../../ports/executor.ts';
import type { Logger } from '../../ports/logger.ts';
import type { ThreadSaid } from '../flow-runner/flow-protocol.ts';
import { type CodeProgram, flowStart } from './flow-start.ts';
import { FlowThread } from './flow-thread.ts';
import { InlineRun } from './inline-run.ts';

/*
 * Threads for inline flows, kept warm; each executes several runs at once.
 *
 *   open      takes runs
 *   retired   has loaded code that has since changed: takes no run, ends when it has none
 *   ending    told to end at once, because a run was killed or did not react to its stop; left when it is gone
 *
 * A run whose thread ends for another's sake is `stopped`, so that it runs again without a failure. When a thread dies by
 * itself, nobody knows by whose fault: all its runs fail.
 */

/** Runs that share a thread: more cost less each, fewer suffer together. */
const runsPerThread = 64;
/** Between the request to end and the end of the thread, ms. */
const graceMs = 5_000;

/** What a pool is built with. */
export interface FlowThreadPoolOptions {
  readonly clock: Clock;
  /** All of the node's environment that inline flows see. */
  readonly environment: Readonly<Record<string, string>>;
  /** Attempts that keep files have their folders in here. */
  readonly workRoot: string;
  readonly logger: Logger;
}

interface Lane {
  readonly thread: FlowThread;
  readonly runs: BriefMap<number, InlineRun>;
  /** Code that it has loaded, by flow. */
  readonly loaded: Map<string, string>;
  state: 'open' | 'retired' | 'ending';
  /** The run for whose sake it ends. */
  culprit: InlineRun | null;
}

export class FlowThreadPool {
  readonly #options: FlowThreadPoolOptions;
  readonly #lanes = new Set<Lane>();
  #lastKey = 0;

  constructor(options: FlowThreadPoolOptions) {
    this.#options = options;
  }

  /** Loads a flow ahead of its first run. */
  prepare(name: string, program: CodeProgram): void {
    const frame: StartFrame = {
      ...{ t: 'start', run: 'none', attempt: 1, flow: name, platform: null, shopId: null },
      ...{ taskType: null, params: {}, timeoutSeconds: 0 },
    };
    this.#laneFor(name, program).thread.tell(0, flowStart(frame, program, ''));
  }

  /** Starts an attempt. Never throws. */
  start(program: CodeProgram, frame: StartFrame, events: ExecutionEvents, memory: AttemptMemory): Execution {
    const lane = this.#laneFor(frame.flow, program);
    const key = ++this.#lastKey;
    const folder = join(this.#options.workRoot, `${frame.run.replaceAll(':', '%3A')}-${frame.attempt}`);
    const run = new InlineRun({
      ...{ frame, events, memory, code: program.code, roots: { folder, cwd: program.cwd } },
      tell: (told) => lane.thread.tell(key, told),
      onEnd: (usedFolder) => {
        lane.runs.delete(key);
        if (lane.state === 'retired' && lane.runs.size === 0) this.#end(lane, null);
        return usedFolder ? this.#remove(folder) : null;
      },
    });
    lane.runs.set(key, run);
    lane.thread.tell(key, flowStart(frame, program, folder));
    return {
      done: run.done,
      stop: (reason) => {
        if (!run.stop(reason)) return;
        const timer = this.#options.clock.timer(graceMs, () => {
          if (lane.runs.get(key) === run) this.#end(lane, run);
        });
        void run.done.then(() => timer.cancel());
      },
      kill: () => {
        if (lane.runs.get(key) === run) this.#end(lane, run);
      },
    };
  }

  /** Ends all threads. */
  close(): void {
    for (const lane of this.#lanes) this.#end(lane, null);
  }

  #laneFor(name: string, program: CodeProgram): Lane {
    const flow = `${name}\0${program.entry}\0${program.config}`;
    for (const lane of this.#lanes) {
      if (lane.state !== 'open') continue;
      const loaded = lane.loaded.get(flow);
      if (loaded !== undefined && loaded !== program.code) {
        // A thread can't load a file a second time.
        lane.state = 'retired';
        if (lane.runs.size === 0) this.#end(lane, null);
      } else if (lane.runs.size < runsPerThread) {
        lane.loaded.set(flow, program.code);
        return lane;
      }
    }
    const lane = this.#open();
    lane.loaded.set(flow, program.code);
    return lane;
  }

  #open(): Lane {
    const runs = new BriefMap<number, InlineRun>();
    const lane: Lane = {
      thread: new FlowThread(this.#options.environment, {
        said: (batch) => hear(runs, batch),
        gone: (fault) => this.#gone(lane, fault),
      }),
      runs,
      loaded: new Map(),
      state: 'open',
      culprit: null,
    };
    this.#lanes.add(lane);
    return lane;
  }

  #end(lane: Lane, culprit: InlineRun | null): void {
    if (lane.state === 'ending') return;
    lane.state = 'ending';
    lane.culprit = culprit;
    lane.thread.end();
  }

  #gone(lane: Lane, fault: Error | null): void {
    this.#lanes.delete(lane);
    lane.state = 'ending';
    if (fault !== null) {
      this.#options.logger.warn(
        { error: fault.message, runs: lane.runs.size },
        'a thread of inline flows died',
      );
    }
    for (const run of [...lane.runs.values()]) {
      if (fault !== null) run.crashed(fault);
      else run.cut(run === lane.culprit);
    }
  }

  async #remove(folder: string): Promise<void> {
    try {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      this.#options.logger.warn({ error, folder }, 'a work folder could not be removed');
    }
  }
}

function hear(runs: BriefMap<number, InlineRun>, batch: ThreadSaid): void {
  // What a run says after its end is nobody's any more.
  for (const [key, said] of batch) runs.get(key)?.hear(said);
}
