import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import type { FlowProgram } from '../../contract/manifest.ts';
import { fillTemplate } from '../../domain/templates.ts';
import type { Executor } from '../../ports/executor.ts';
import { executeProgram, type ProgramSurroundings } from './program-execution.ts';

type ScriptProgram = Extract<FlowProgram, { kind: 'script' }>;

/** Executes a `script` flow: a file, by its interpreter. */
export function createScriptExecutor(program: ScriptProgram, surroundings: ProgramSurroundings): Executor {
  const { entry, args, cwd, encoding, env } = program;
  return {
    start: (frame, events) =>
      executeProgram(
        surroundings,
        {
          argv: (values) =>
            existsSync(entry)
              ? [...interpreterOf(program), entry, ...args.map((word) => fillTemplate(word, values))]
              : { fault: `script not found: ${entry}` },
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
function interpreterOf({ interpreter, entry }: ScriptProgram): readonly string[] {
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
