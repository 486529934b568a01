import { delimiter } from 'node:path';
import type { FlowDefinition } from '../../../contract/manifest.ts';
import { interpreterOf } from '../../../node/executors/script.ts';
import { findProgram } from '../../../node/process-tree/program-path.ts';

/** What npm, pnpm and yarn put before the search path of what they run. Source: set-path.js of @npmcli/run-script. */
const ofPackageRunner = /[\\/](?:node_modules[\\/]\.bin|node-gyp-bin)$/;

/**
 * The search path of a service: the caller's, each folder once. Of the folders that a package runner (`npx`, say) has put
 * there for this one command, only those stay in which a flow's program is found and nowhere else.
 */
export function servicePath(
  env: Readonly<Record<string, string | undefined>>,
  path: string,
  flows: readonly Pick<FlowDefinition, 'program'>[],
): string {
  const folders = [...new Set(path.split(delimiter).map(withoutEnd))].filter((folder) => folder !== '');
  const byRunner = ['npm_execpath', 'npm_config_user_agent'].some((key) => env[key] !== undefined);
  const passing = byRunner ? folders.filter((folder) => ofPackageRunner.test(folder)) : [];
  const kept = new Set(folders);
  for (const folder of passing) kept.delete(folder);
  for (const { name, cwd } of flows.flatMap(({ program }) => programOf(program))) {
    const has = (folder: string): boolean => findProgram(name, cwd, folder).ok;
    if ([...kept].some(has)) continue;
    const needed = passing.find(has);
    if (needed !== undefined) kept.add(needed);
  }
  return folders.filter((folder) => kept.has(folder)).join(delimiter);
}

/** `/usr/bin` for `/usr/bin/`; a root stays as it is. */
function withoutEnd(folder: string): string {
  return folder.replace(/(?<=[^:\\/])[\\/]+$/, '');
}

/** The program that is looked for in the service's search path; none: it is named by a path, or the flow has a search path of its own. */
function programOf(program: FlowDefinition['program']): { readonly name: string; readonly cwd: string }[] {
  if (program.kind !== 'script' && program.kind !== 'command') return [];
  const [name = ''] = program.kind === 'script' ? interpreterOf(program) : program.command;
  const own = program.env['PATH'] !== undefined;
  return own || name === '' || /[\\/]/.test(name) ? [] : [{ name, cwd: program.cwd }];
}
