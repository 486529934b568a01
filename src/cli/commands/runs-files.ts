import { writeFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import type { Command } from 'commander';
import { errorOfSilence } from '../../client/api-error.ts';
import { CommandFailure } from '../command-failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readWhole } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { fileColumns } from '../show/file-table.ts';

interface Options {
  readonly attempt?: string;
  readonly output?: string;
}

/** `drover runs files ID [NAME]`: the files that a run has kept; or one of them, fetched. */
export function addRunsFiles(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('files')
    .description(say('runs_files_about'))
    .argument('<id>', say('argument_run'))
    .argument('[name]', say('argument_file'))
    .option('-o, --output <file>', say('option_output'))
    .option('--attempt <n>', say('option_file_attempt'))
    .action(
      shell.action(async (id: string, name: string | undefined, options: Options) => {
        if (name !== undefined) return fetchFile(id, name, options, shell);
        if (options.output !== undefined)
          throw new CommandFailure(exitCodes.usage, 'usage', say('file_which'));
        const only = attemptOf(options, shell);
        const kept = await shell.connect().artifacts(id);
        const items = kept.filter(({ attempt }) => only === undefined || attempt === only);
        if (shell.json) shell.printJson({ items });
        else if (items.length === 0) shell.note(say('no_files'));
        else shell.printTable(items, fileColumns(say));
        return exitCodes.ok;
      }),
    );
}

/** Under its own name it replaces nothing; where it is to go is the user's word. */
async function fetchFile(id: string, name: string, options: Options, shell: Shell): Promise<ExitCode> {
  const { say } = shell;
  const attempt = attemptOf(options, shell);
  const path = resolve(shell.caller.folder, options.output ?? posix.basename(name));
  const response = await shell.connect().artifact(id, name, attempt === undefined ? {} : { attempt });
  const content = await response.arrayBuffer().catch((error: unknown) => {
    throw errorOfSilence(error);
  });
  try {
    writeFileSync(path, Buffer.from(content), { flag: options.output === undefined ? 'wx' : 'w' });
  } catch (error) {
    const there = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const detail = error instanceof Error ? error.message : String(error);
    const message = there ? say('file_there', { path }) : say('file_unwritable', { path, detail });
    throw new CommandFailure(exitCodes.failed, 'file', message);
  }
  if (shell.json) shell.printJson({ name, path, size: content.byteLength });
  else shell.print(say('file_written', { path }));
  return exitCodes.ok;
}

function attemptOf({ attempt }: Options, { say }: Shell): number | undefined {
  return attempt === undefined ? undefined : readWhole('--attempt', attempt, 1, 1e6, say);
}
