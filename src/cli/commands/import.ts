import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { describeFaults } from '../../config/describe-faults.ts';
import { readEnvironment } from '../../config/environment.ts';
import { evaluateConfig } from '../../config/evaluate-config.ts';
import type { Settings } from '../../config/settings.ts';
import { wallOf, zoneOf } from '../../domain/cron/zone.ts';
import { CommandFailure } from '../command-failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { newConfig, withEntries, withTasks } from '../import/add-to-config.ts';
import { compareFires } from '../import/compare-fires.ts';
import type { Imported, ImportedTask } from '../import/imported-task.ts';
import { readTaskList } from '../import/python-tasks.ts';
import { readCrontab } from '../import/read-crontab.ts';
import { readPrefect } from '../import/read-prefect.ts';
import { importPath, taskEntry, taskModule } from '../import/task-module.ts';
import type { Shell } from '../shell.ts';

interface Options {
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly timezone?: string;
  readonly system?: boolean;
  readonly list?: string;
  readonly python?: string;
}

const firesShown = 5;
const sdk = 'drover';

/** `drover import crontab|prefect|tasks FILE…`: schedules of another system as entries of the configuration. */
export function addImport(program: Command, shell: Shell): void {
  const { say, caller } = shell;
  const parent = program.command('import').description(say('import_about'));
  const usual = (command: Command): Command =>
    command
      .option('--out <file>', say('option_import_out'))
      .option('--dry-run', say('option_import_dry_run'));

  usual(parent.command('crontab').description(say('import_crontab_about')))
    .argument('<file>', say('argument_crontab'))
    .option('--timezone <zone>', say('option_import_timezone'))
    .option('--system', say('option_crontab_system'))
    .action(
      shell.action(async (file: string, options: Options) => {
        const text = file === '-' ? await caller.readInput() : read(shell, file);
        const system = options.system === true || /^\/etc\/(crontab$|cron\.d\/)/.test(file);
        const timezone = zoneGiven(shell, options) ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
        const home = caller.env['HOME'] ?? homedir();
        return finish(shell, options, 'crontab', file, readCrontab(text, file, { system, timezone, home }));
      }),
    );
  usual(parent.command('prefect').description(say('import_prefect_about')))
    .argument('<file>', say('argument_prefect'))
    .option('--python <program>', say('option_python'), pythonHere)
    .action(
      shell.action(async (file: string, options: Options) => {
        const path = resolve(caller.folder, file);
        const imported = await readPrefect(read(shell, file), path, {
          python: options.python ?? pythonHere,
          env: caller.env,
        });
        return finish(shell, options, 'prefect', file, imported);
      }),
    );
  usual(parent.command('tasks').description(say('import_tasks_about')))
    .argument('<files...>', say('argument_task_files'))
    .option('--list <name>', say('option_task_list'), 'TASK_CONFIGS')
    .option('--timezone <zone>', say('option_import_timezone'))
    .option('--python <program>', say('option_python'), pythonHere)
    .action(
      shell.action(async (files: readonly string[], options: Options) => {
        for (const file of files) read(shell, file);
        const paths = files.map((file) => resolve(caller.folder, file));
        const timezone = zoneGiven(shell, options) ?? settingsOf(shell).timezone;
        const imported = await readTaskList(paths, options.list ?? 'TASK_CONFIGS', timezone, {
          python: options.python ?? pythonHere,
          env: caller.env,
        });
        return finish(shell, options, 'tasks', files.join(', '), imported);
      }),
    );
}

const pythonHere = process.platform === 'win32' ? 'python' : 'python3';

/** Shows what was read beside the original, and writes it unless it is only asked for. */
async function finish(
  shell: Shell,
  options: Options,
  name: string,
  source: string,
  { tasks, faults }: Imported,
): Promise<ExitCode> {
  const { say } = shell;
  const { configPath } = settingsOf(shell);
  const now = shell.caller.now();
  const compared = tasks.map((task) => ({ task, fires: compareFires(task, now, firesShown) }));
  if (!shell.json) {
    for (const { task, fires } of compared) {
      shell.print(
        `${shell.paint('bold', task.name)}  ${timesText(task)}${task.enabled ? '' : `  (${say('import_off')})`}`,
      );
      const rows = Array.from({ length: firesShown }, (_, n) => ({
        drover: zoned(fires.drover[n], task),
        original: fires.original === null ? '?' : zoned(fires.original[n], task),
      }));
      shell.printTable(rows, [
        { title: '  Drover', text: (row) => `  ${row.drover}` },
        {
          title: say('column_original'),
          text: (row) => row.original,
          colour: (row) => (row.original === row.drover ? null : 'red'),
        },
      ]);
      if (!fires.same) shell.print(shell.paint('red', `  ${say('import_differs')}`));
      for (const note of task.notes) shell.print(`  ! ${note}`);
    }
    for (const { place, message } of faults) shell.note(shell.paint('red', `✗ ${place}: ${message}`));
  }
  if (tasks.length === 0) {
    const text = faults.map(({ place, message }) => `${place}: ${message}`).join('\n');
    throw new CommandFailure(exitCodes.failed, 'nothing_read', `${say('import_nothing')}\n${text}`, {
      faults,
    });
  }
  const written =
    options.dryRun === true ? null : await write(shell, options, name, source, tasks, configPath);
  if (shell.json) {
    const shown = compared.map(({ task, fires }) => ({
      ...taskEntry(task, dirname(configPath)),
      place: task.place,
      notes: task.notes,
      fires: {
        drover: fires.drover.map((at) => new Date(at).toISOString()),
        original: fires.original?.map((at) => new Date(at).toISOString()) ?? null,
        same: fires.same,
      },
    }));
    shell.printJson({ tasks: shown, faults, written });
  } else {
    shell.print('');
    if (written === null) shell.print(say('import_not_written', { count: tasks.length }));
    else {
      shell.print(say('import_written', { count: tasks.length, files: written.files.join(', ') }));
      if (written.toDo !== null)
        shell.print(`${say('import_by_hand', { path: configPath })}\n${written.toDo}`);
    }
  }
  // What could not be read is not silently left behind.
  return faults.length > 0 ? exitCodes.failed : exitCodes.ok;
}

interface Written {
  readonly files: readonly string[];
  /** What is left to do by hand; null: nothing. */
  readonly toDo: string | null;
}

async function write(
  shell: Shell,
  options: Options,
  name: string,
  source: string,
  tasks: readonly ImportedTask[],
  configPath: string,
): Promise<Written> {
  const folder = dirname(configPath);
  const entries = tasks.map((task) => taskEntry(task, folder));
  const ending = extname(configPath);
  const old = existsSync(configPath) ? readFileSync(configPath, 'utf8') : null;
  if (/^\.(json|ya?ml)$/.test(ending)) {
    await tried(shell, configPath, old, withEntries(old ?? '', entries, ending === '.json'), tasks, []);
    return { files: [configPath], toDo: null };
  }
  const path = resolve(folder, options.out ?? join('imported', `${name}.ts`));
  if (existsSync(path))
    throw new CommandFailure(exitCodes.failed, 'is_there', shell.say('import_is_there', { path }), { path });
  mkdirSync(dirname(path), { recursive: true });
  const library =
    old === null ? sdk : (/from\s*['"](drover|[^'"]*sdk\/index\.[tj]s)['"]/.exec(old)?.[1] ?? sdk);
  const fromModule = library.startsWith('.') ? importPath(path, resolve(folder, library)) : library;
  writeFileSync(path, taskModule(name, source, entries, fromModule));
  const from = importPath(configPath, path);
  const next = old === null ? newConfig(name, from, sdk) : withTasks(old, name, from);
  const byHand = `  import { ${name} } from '${from}';\n  flows: [...${name}.flows, …], schedules: [...${name}.schedules, …],`;
  if (next === null) return { files: [path], toDo: byHand };
  await tried(shell, configPath, old, next, tasks, [path]);
  return { files: [path, configPath], toDo: null };
}

/** Writes the configuration and reads it; when it is faulty, everything is as before. */
async function tried(
  shell: Shell,
  path: string,
  old: string | null,
  next: string,
  tasks: readonly ImportedTask[],
  made: readonly string[],
): Promise<void> {
  writeFileSync(path, next);
  const reading = await evaluateConfig(path, { absentFiles: 'warning' });
  const names = new Set(reading.ok ? reading.manifest.schedules.map((schedule) => schedule.name) : []);
  if (reading.ok && tasks.every((task) => names.has(task.name))) {
    if (reading.warnings.length > 0) shell.note(describeFaults(reading.warnings, shell.language));
    return;
  }
  if (old === null) rmSync(path);
  else writeFileSync(path, old);
  for (const one of made) rmSync(one, { force: true });
  const faults = reading.ok ? '' : describeFaults(reading.faults, shell.language);
  throw new CommandFailure(
    exitCodes.failed,
    'not_taken',
    `${shell.say('import_not_taken', { path })}\n${faults}`,
    { path },
  );
}

function settingsOf(shell: Shell): Settings {
  const reading = readEnvironment(shell.caller.env, shell.caller.folder);
  if (reading.ok) return reading.settings;
  throw new CommandFailure(exitCodes.usage, 'configuration', describeFaults(reading.faults, shell.language));
}

function zoneGiven({ say }: Shell, { timezone }: Options): string | null {
  if (timezone === undefined) return null;
  if (zoneOf(timezone) !== null) return timezone;
  throw new CommandFailure(exitCodes.usage, 'usage', say('import_zone', { zone: timezone }));
}

function read(shell: Shell, file: string): string {
  try {
    return readFileSync(resolve(shell.caller.folder, file), 'utf8');
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      exitCodes.usage,
      'usage',
      shell.say('import_unreadable', { path: basename(file), detail }),
    );
  }
}

function timesText({ times }: ImportedTask): string {
  return times.kind === 'cron' ? `${times.cron}  ${times.timezone}` : `${times.seconds} s`;
}

/** An instant on the wall clock of the task's zone. */
function zoned(at: number | undefined, { times }: ImportedTask): string {
  if (at === undefined) return '-';
  const zone = times.kind === 'cron' ? zoneOf(times.timezone) : null;
  const shown = new Date(zone === null ? at : wallOf(zone, at)).toISOString();
  return `${shown.slice(0, 10)} ${shown.slice(11, 16)}`;
}
