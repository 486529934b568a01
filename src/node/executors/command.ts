import type { FlowProgram } from '../../contract/manifest.ts';
import type { Executor } from '../../ports/executor.ts';
import { filledArguments } from './filled-arguments.ts';
import { executeProgram, type ProgramSurroundings } from './program-execution.ts';

/** Executes a `command` flow: an argument vector with templates, never a shell line. */
export function createCommandExecutor(
  program: Extract<FlowProgram, { kind: 'command' }>,
  surroundings: ProgramSurroundings,
): Executor {
  const { command, cwd, encoding, env } = program;
  return {
    start: (frame, events) =>
      executeProgram(
        surroundings,
        { argv: (values) => filledArguments(command, values), cwd, encoding, env },
        frame,
        events,
      ),
  };
}
