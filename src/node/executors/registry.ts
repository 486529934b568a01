import type { FlowDefinition } from '../../contract/manifest.ts';
import { statusCodes } from '../../contract/run-states.ts';
import type { Executor } from '../../ports/executor.ts';
import { createCommandExecutor } from './command.ts';
import type { ProgramSurroundings } from './program-execution.ts';
import { createScriptExecutor } from './script.ts';

/** One executor for all flows of a manifest, by name; an unknown flow is refused. */
export function createExecutorRegistry(
  flows: readonly FlowDefinition[],
  surroundings: ProgramSurroundings,
): Executor {
  const executors = new Map(flows.map((flow) => [flow.name, executorOf(flow, surroundings)]));
  return {
    start: (frame, events) => {
      const executor = executors.get(frame.flow);
      if (executor !== undefined) return executor.start(frame, events);
      const error = { type: 'CONFIG', message: `this node does not offer the flow ${frame.flow}` } as const;
      return {
        done: Promise.resolve({ outcome: 'refused', code: statusCodes.configuration, error, output: null }),
        stop: () => {},
        kill: () => {},
      };
    },
  };
}

function executorOf({ program }: FlowDefinition, surroundings: ProgramSurroundings): Executor {
  switch (program.kind) {
    case 'script':
      return createScriptExecutor(program, surroundings);
    case 'command':
      return createCommandExecutor(program, surroundings);
  }
}
