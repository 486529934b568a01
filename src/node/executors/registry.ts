import type { FlowDefinition } from '../../contract/manifest.ts';
import { ownWords } from '../../contract/own-words.ts';
import { statusCodes } from '../../contract/run-states.ts';
import type { Executor } from '../../ports/executor.ts';
import { createCommandExecutor } from './command.ts';
import { createEngineExecutor } from './engine.ts';
import { createFlowProcessExecutor } from './flow-process.ts';
import type { CodeProgram } from './flow-start.ts';
import type { ProgramSurroundings } from './program-execution.ts';
import { createScriptExecutor } from './script.ts';

/** One executor for all flows of a manifest, by name; an unknown flow is refused. */
export function createExecutorRegistry(
  flows: readonly FlowDefinition[],
  surroundings: ProgramSurroundings,
): Executor {
  const executors = new Map(flows.map((flow) => [flow.name, executorOf(flow, surroundings)]));
  return {
    start: (frame, events, memory) => {
      const executor = executors.get(frame.flow);
      if (executor !== undefined) return executor.start(frame, events, memory);
      const error = { type: 'CONFIG', message: ownWords('not_offered', { flow: frame.flow }) } as const;
      return {
        done: Promise.resolve({ outcome: 'refused', code: statusCodes.configuration, error, output: null }),
        stop: () => {},
        kill: () => {},
      };
    },
  };
}

function executorOf({ name, program }: FlowDefinition, surroundings: ProgramSurroundings): Executor {
  switch (program.kind) {
    case 'script':
      return createScriptExecutor(program, surroundings);
    case 'command':
      return createCommandExecutor(program, surroundings);
    case 'flow':
      return flowExecutor(name, program, surroundings);
    case 'engine':
      return engineExecutor(program, surroundings);
  }
}

/** Where there are no engines (one flow is run by itself), there is nothing to ask. */
function engineExecutor(
  program: Extract<FlowDefinition['program'], { kind: 'engine' }>,
  { engines, environment }: ProgramSurroundings,
): Executor {
  if (engines !== undefined) return createEngineExecutor(program, engines, environment);
  const error = { type: 'CONFIG', message: ownWords('engine_elsewhere') } as const;
  const outcome = { outcome: 'refused', code: statusCodes.configuration, error, output: null } as const;
  return { start: () => ({ done: Promise.resolve(outcome), stop: () => {}, kill: () => {} }) };
}

/** An inline flow goes to the node's threads; where there are none, to a process like any other. */
function flowExecutor(name: string, program: CodeProgram, surroundings: ProgramSurroundings): Executor {
  const { threads } = surroundings;
  if (!program.inline || threads === undefined) return createFlowProcessExecutor(program, surroundings);
  threads.prepare(name, program);
  return { start: (frame, events, memory) => threads.start(program, frame, events, memory) };
}
