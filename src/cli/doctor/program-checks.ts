/** The files that flows start themselves: scripts without an interpreter, and commands that are named by a path. */
import type { FlowDefinition, Manifest } from '../../contract/manifest.ts';
import { interpreterOf } from '../../node/executors/script.ts';
import { findProgram } from '../../node/process-tree/program-path.ts';
import type { Say } from '../words/words.ts';
import { broken, type Finding, good } from './finding.ts';

/** Whether each may be executed, and its `#!` is there; one finding for each that is not. `manifest` null: not known. */
export function checkPrograms(say: Say, manifest: Manifest | null, path: string | undefined): Finding[] {
  const started = Map.groupBy(manifest?.flows ?? [], startedFile);
  started.delete(null);
  const ill = [...started].flatMap(([file, flows]) => {
    const [first] = flows;
    if (file === null || first === undefined || first.program.kind === 'engine') return [];
    const found = findProgram(file, first.program.cwd, path);
    if (found.ok) return [];
    const { code, message: detail } = found.fault;
    const text = say('doctor_start_ill', { flows: flows.map((flow) => flow.name).join(', '), detail });
    const remedy = code === 'EACCES' ? say('doctor_start_chmod', { path: file }) : say('doctor_start_remedy');
    return [broken('programs', text, remedy)];
  });
  if (started.size === 0 || ill.length > 0) return ill;
  return [good('programs', say('doctor_start', { count: started.size }))];
}

/** Null: an interpreter or a name of the search path starts it. */
function startedFile({ program }: FlowDefinition): string | null {
  switch (program.kind) {
    case 'script':
      return interpreterOf(program).length === 0 ? program.entry : null;
    case 'command': {
      const [name = ''] = program.command;
      return name.includes('/') ? name : null;
    }
    case 'flow':
    case 'engine':
      return null;
  }
}
