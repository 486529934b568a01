import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartFrame } from '../contract/link.ts';
import type { FlowDefinition } from '../contract/manifest.ts';
import type { JsonObject } from '../contract/run.ts';
import { platformOfFlow, taskTypeOfFlow } from '../domain/flow-match.ts';
import type { AttemptMemory } from '../ports/attempt-memory.ts';
import type { Clock } from '../ports/clock.ts';
import type { Execution, ExecutionEvents, ExecutionResult, Executor, StopReason } from '../ports/executor.ts';
import type { Logger } from '../ports/logger.ts';
import { createFlowProcessExecutor } from './executors/flow-process.ts';
import type { ProgramSurroundings } from './executors/program-execution.ts';
import { createExecutorRegistry } from './executors/registry.ts';
import { NativeProcessTree } from './process-tree/native-process-tree.ts';

/** What is executed here, and with what. */
export interface LocalRunOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly flow: FlowDefinition;
  /** Already checked by the flow's schema. */
  readonly params: JsonObject;
  readonly platform: string | null;
  readonly shopId: string | null;
  /** As for a node: programs get the allowed part of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Hears what happens; a file to keep is closed by whoever takes it. */
  readonly events: ExecutionEvents;
  /**
   * Address of an inspector, `127.0.0.1:9229`: a TypeScript flow waits for a debugger and stops before its first line, and
   * has no time limit. Null: none.
   */
  readonly inspect: string | null;
}

/** A run under way in this process's care. */
export interface LocalRun {
  readonly done: Promise<ExecutionResult>;
  stop(reason: StopReason): void;
  kill(): void;
}

/**
 * Executes one attempt of a flow here: without server, guard, retries or limits, an inline flow in a process like any
 * other. What it has the server remember is forgotten at its end.
 */
export async function runLocal(options: LocalRunOptions): Promise<LocalRun> {
  const { clock, flow, params, platform, shopId, logger, environment, inspect } = options;
  const folder = await mkdtemp(join(tmpdir(), 'drover-run-'));
  const surroundings: ProgramSurroundings = {
    trees: new NativeProcessTree({ clock }),
    bootId: `local${process.pid}.${clock.now()}`,
    workRoot: folder,
    environment,
    allow: [],
    logger,
  };
  const frame: StartFrame = {
    t: 'start',
    run: 'local',
    attempt: 1,
    flow: flow.name,
    platform: platform ?? platformOfFlow(flow),
    shopId,
    taskType: taskTypeOfFlow(flow),
    params,
    timeoutSeconds: flow.timeoutSeconds,
  };
  const execution = executorOf(flow, surroundings, inspect).start(frame, options.events, forgetfulMemory());
  const limit =
    inspect === null ? clock.timer(flow.timeoutSeconds * 1000, () => execution.stop('timeout')) : null;
  return {
    done: withCleanup(execution, async () => {
      limit?.cancel();
      await rm(folder, { recursive: true, force: true });
    }),
    stop: (reason) => execution.stop(reason),
    kill: () => execution.kill(),
  };
}

function executorOf(
  flow: FlowDefinition,
  surroundings: ProgramSurroundings,
  inspect: string | null,
): Executor {
  const { program } = flow;
  if (program.kind !== 'flow' || inspect === null) return createExecutorRegistry([flow], surroundings);
  return createFlowProcessExecutor(program, surroundings, { inspect });
}

async function withCleanup(execution: Execution, cleanup: () => Promise<void>): Promise<ExecutionResult> {
  const result = await execution.done;
  await cleanup();
  return result;
}

/** Everything is kept, and every side effect is the first. */
function forgetfulMemory(): AttemptMemory {
  return {
    memo: async () => undefined,
    onceBegin: async () => ({ state: 'first' }),
    onceDone: async () => undefined,
    onceRelease: async () => undefined,
  };
}
