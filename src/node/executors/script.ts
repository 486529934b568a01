import { extname } from 'node:path';
import type { StartFrame } from '../../contract/link.ts';
import type { FlowProgram } from '../../contract/manifest.ts';
import type { Executor } from '../../ports/executor.ts';
import { TREE_TAG_VARIABLE, treeTag } from '../process-tree/tree-tag.ts';
import { checkScript } from '../script-check/script-check.ts';
import { filledArguments } from './filled-arguments.ts';
import { passedEnvironment } from './program-environment.ts';
import { executeProgram, type ProgramSurroundings } from './program-execution.ts';

type ScriptProgram = Extract<FlowProgram, { kind: 'script' }>;

/** Executes a `script` flow: a file, by its interpreter. */
export function createScriptExecutor(program: ScriptProgram, surroundings: ProgramSurroundings): Executor {
  const { entry, args, cwd, encoding, env } = program;
  const { environment, allow, bootId } = surroundings;
  /** The guard of a node that is killed ends the check too, by its tag: an interpreter may be a script that starts another. */
  const checkEnvironment = ({ run, attempt }: StartFrame): Record<string, string> => ({
    ...passedEnvironment(environment, allow),
    ...env,
    [TREE_TAG_VARIABLE]: treeTag({ bootId, runId: run, attempt }),
  });
  return {
    start: (frame, events) =>
      executeProgram(
        surroundings,
        {
          argv: async (values) => {
            const interpreter = interpreterOf(program);
            const fault = await checkScript({ entry, interpreter, cwd, env: checkEnvironment(frame) });
            if (fault !== null) return { fault };
            const filled = filledArguments(args, values);
            return 'fault' in filled ? filled : [...interpreter, entry, ...filled];
          },
          cwd,
          encoding,
          env,
        },
        frame,
        events,
      ),
  };
}

/** The interpreter given, else by the file's ending; a file with another ending is executed itself. */
export function interpreterOf({
  interpreter,
  entry,
}: Pick<ScriptProgram, 'interpreter' | 'entry'>): readonly string[] {
  if (interpreter.length > 0) return interpreter;
  switch (extname(entry).toLowerCase()) {
    case '.py':
      return [process.platform === 'win32' ? 'python' : 'python3'];
    case '.js':
    case '.mjs':
    case '.cjs':
    case '.ts':
    case '.mts':
      return [process.execPath];
    default:
      return [];
  }
}
