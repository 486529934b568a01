import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure } from '../command-failure.ts';
import { drover } from '../drover-package.ts';
import { exitCodes } from '../exit-codes.ts';
import { packageName, projectFiles } from '../init/project-files.ts';
import type { Shell } from '../shell.ts';

/** `drover init [FOLDER]`: a small project that runs; files that are there are left as they are. */
export function addInit(program: Command, shell: Shell): void {
  const { say } = shell;
  program
    .command('init')
    .description(say('init_about'))
    .argument('[folder]', say('argument_init_folder'))
    .action(
      shell.action(async (given: string | undefined) => {
        const folder = resolve(shell.caller.folder, given ?? '.');
        const names = { name: packageName(basename(folder)), version: drover.version };
        const made: string[] = [];
        const kept: string[] = [];
        for (const { path, content } of projectFiles(drover.templates, names, shell.language)) {
          const where = join(folder, path);
          try {
            if (writeNew(where, content)) made.push(path);
            else kept.push(path);
          } catch (error) {
            const detail = error instanceof Error ? error.message : String(error);
            throw new CommandFailure(
              exitCodes.failed,
              'not_written',
              say('init_not_written', { path: where, detail }),
              { made },
            );
          }
        }
        if (shell.json) {
          shell.printJson({ folder, made, kept });
          return exitCodes.ok;
        }
        shell.print(say('init_done', { folder }));
        for (const path of made) shell.print(`  + ${path}`);
        for (const path of kept) shell.print(`  = ${path}  ${shell.paint('dim', say('init_kept'))}`);
        if (kept.includes('package.json') && !isModulePackage(join(folder, 'package.json')))
          shell.note(say('init_not_module'));
        shell.print(`\n${say('init_next')}`);
        for (const [command, about] of nextSteps(folder, shell))
          shell.print(
            `  ${command.padEnd(34)}${shell.paint('dim', about === '' ? '' : ` # ${about}`)}`.trimEnd(),
          );
        return exitCodes.ok;
      }),
    );
}

/** What to do next, in this order; what is done already is left out. */
function nextSteps(folder: string, { caller, say }: Shell): [command: string, about: string][] {
  const there = relative(caller.folder, folder);
  return [
    ...(there === '' ? [] : [[`cd ${there}`, ''] satisfies [string, string]]),
    ...(existsSync(join(folder, 'node_modules', 'drover'))
      ? []
      : [[`npm install ./drover-${drover.version}.tgz`, say('init_install')] satisfies [string, string]]),
    ['npx drover doctor', say('init_doctor')],
    ['npx drover up', say('init_up')],
    ['npx drover submit hello', say('init_submit')],
  ];
}

/** Writes a file that is not there. False: something is, a link to nowhere too, and it was left alone. */
function writeNew(path: string, content: string): boolean {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether Node and editors take the project's files for ES modules without being told in each file. */
function isModulePackage(path: string): boolean {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return z.object({ type: z.literal('module') }).safeParse(parsed).success;
  } catch {
    return false;
  }
}
