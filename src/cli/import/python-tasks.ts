/** What `read_tasks.py` has read, checked, as tasks. */
import { execFile } from 'node:child_process';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseDuration } from '../../config/duration.ts';
import { jsonObjectSchema } from '../../contract/run.ts';
import { readCron } from './cron-forms.ts';
import {
  type Imported,
  type ImportedTask,
  type ImportFault,
  namer,
  type OriginalTimes,
} from './imported-task.ts';

const program = fileURLToPath(new URL('./read_tasks.py', import.meta.url));
const patienceMs = 30_000;
const most = 16 * 1024 * 1024;

/** A value that is no constant, or of a kind that means nothing there, is as good as none. */
function lenient<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined);
}
const word = z.union([z.string(), z.object({ python: z.literal(true) })]);
const span = z.union([z.number(), z.string()]);

const runSchema = z.object({
  function: z.string(),
  file: z.string(),
  line: z.number(),
  notes: z.array(z.string()),
  title: lenient(z.string()),
  description: lenient(z.string()),
  argv: lenient(z.array(word)),
  shell: lenient(z.string()),
  cwd: lenient(z.string()),
  timeout: lenient(span),
  retries: lenient(z.number().int().min(0)),
  delay: lenient(z.union([span, z.array(span)])),
  env: lenient(z.record(z.string(), z.string())),
});
const taskSchema = z.object({
  place: z.string(),
  folder: z.string().optional(),
  notes: z.array(z.string()),
  enabled: z.boolean(),
  name: lenient(z.string()),
  title: lenient(z.string()),
  cron: lenient(z.string()),
  interval: lenient(span),
  timezone: lenient(z.string()),
  description: lenient(z.string()),
  tags: lenient(z.array(z.string())),
  params: lenient(jsonObjectSchema),
  script: lenient(z.string()),
  args: lenient(z.array(z.union([z.string(), z.number()]).transform(String))),
  timeout: lenient(span),
  cwd: lenient(z.string()),
  retries: lenient(z.number().int().min(0)),
  delay: lenient(span),
  run: runSchema.optional(),
});
type ReadTask = z.infer<typeof taskSchema>;
export type ReadFunction = z.infer<typeof runSchema>;
const answerSchema = z.object({
  tasks: z.array(taskSchema),
  faults: z.array(z.object({ place: z.string(), message: z.string() })),
});

export interface PythonOptions {
  /** What reads the files; never what runs them. */
  readonly python: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Answer = z.infer<typeof answerSchema>;

async function ask(args: readonly string[], { python, env }: PythonOptions): Promise<Answer | ImportFault> {
  const { promise, resolve: answer } = Promise.withResolvers<Answer | ImportFault>();
  execFile(
    python,
    [program, ...args],
    { env: { ...env, PYTHONIOENCODING: 'utf-8' }, timeout: patienceMs, maxBuffer: most, windowsHide: true },
    (error, stdout, stderr) => {
      if (error === null) return answer(answerSchema.parse(JSON.parse(stdout)));
      const why = stderr.trim().split('\n').at(-1) ?? '';
      answer({ place: python, message: why === '' ? `does not run here: ${error.message}` : why });
    },
  );
  return promise;
}

/** Reads the entries of a list and the flow functions that they name. */
export async function readTaskList(
  files: readonly string[],
  list: string,
  timezone: string,
  options: PythonOptions,
): Promise<Imported> {
  const answer = await ask(['tasks', list, ...files], options);
  if ('place' in answer) return { tasks: [], faults: [answer] };
  const faults: ImportFault[] = [...answer.faults];
  const nameFor = namer();
  const tasks = answer.tasks.flatMap((task) => {
    const made = taskOf(task, nameFor, timezone);
    if ('message' in made) faults.push(made);
    return 'message' in made ? [] : [made];
  });
  return { tasks, faults };
}

/** Reads one function of a file; a fault when it can't be. */
export async function readFunction(
  file: string,
  name: string,
  options: PythonOptions,
): Promise<ReadFunction | ImportFault> {
  const answer = await ask(['function', name, file], options);
  if ('place' in answer) return answer;
  const [task] = answer.tasks;
  return task?.run ?? answer.faults[0] ?? { place: file, message: `has no function ${name}` };
}

function taskOf(
  task: ReadTask,
  nameFor: ReturnType<typeof namer>,
  usualZone: string,
): ImportedTask | ImportFault {
  const { place, run } = task;
  const times = timesOf(task, usualZone);
  if ('message' in times) return times;
  const folder = task.cwd ?? run?.cwd;
  const base = task.folder ?? dirname(place);
  const found = taskProgram(task, base);
  if (found === null)
    return { place, message: 'names neither a script nor a flow function that can be read' };
  const timeout = secondsOf(run?.timeout ?? task.timeout);
  const retry = retryOf(run, task);
  const description = task.description ?? run?.description;
  const title = task.title ?? run?.title;
  const notes = [...task.notes, ...(run?.notes ?? []), ...found.notes];
  return {
    place,
    name: nameFor(task.name ?? '', run?.function ?? ''),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(task.tags === undefined ? {} : { tags: task.tags }),
    enabled: task.enabled,
    times,
    program: found.program,
    ...(folder === undefined ? {} : { cwd: resolve(base, folder) }),
    ...(run?.env === undefined ? {} : { env: run.env }),
    ...(task.params === undefined ? {} : { params: task.params }),
    ...(timeout === null ? {} : { timeoutSeconds: timeout }),
    retry,
    notes: [...new Set(notes)],
  };
}

/** By the entry, else by its flow function; Python tries nothing again that nobody asked for. */
function retryOf(run: ReadFunction | undefined, task: ReadTask): NonNullable<ImportedTask['retry']> {
  const max = task.retries ?? run?.retries ?? 0;
  const given = task.delay ?? run?.delay;
  const delay = secondsOf(Array.isArray(given) ? given[0] : given);
  return { max, ...(delay === null || max === 0 ? {} : { delaySeconds: delay }) };
}

function timesOf(
  { place, cron, interval, timezone }: ReadTask,
  usualZone: string,
): OriginalTimes | ImportFault {
  if (cron !== undefined) {
    const zone = timezone ?? usualZone;
    const read = readCron(cron, zone);
    if ('message' in read) return { place, message: read.message };
    return { kind: 'cron', cron: read.cron, timezone: zone, days: 'either' };
  }
  const seconds = secondsOf(interval);
  if (seconds === null || seconds < 1)
    return { place, message: 'says no time: neither cron nor interval can be read' };
  return { kind: 'every', seconds, anchor: 0 };
}

function secondsOf(given: number | string | undefined): number | null {
  if (given === undefined) return null;
  const seconds = typeof given === 'number' ? given : parseDuration(given);
  return seconds === undefined || !(seconds > 0) ? null : Math.ceil(seconds);
}

interface FoundProgram {
  readonly program: ImportedTask['program'];
  readonly notes: readonly string[];
}

function taskProgram({ script, args, run }: ReadTask, base: string): FoundProgram | null {
  if (script !== undefined) {
    const entry = resolve(base, script);
    return { program: { entry, ...(args === undefined || args.length === 0 ? {} : { args }) }, notes: [] };
  }
  return run === undefined ? null : functionProgram(run);
}

/** What a flow function runs: the script that it starts, its shell line, or else the function itself. */
export function functionProgram(run: ReadFunction): FoundProgram {
  const { argv, shell, file, cwd } = run;
  const base = cwd ?? dirname(file);
  if (argv !== undefined && argv.length > 0) {
    const words = argv.map((one) => (typeof one === 'string' ? one : 'python3'));
    const at = words.findIndex((one) => /\.pyw?$/i.test(one));
    const entry = words[at];
    if (entry !== undefined && at <= 1) {
      const [python = ''] = words;
      const rest = words.slice(at + 1);
      const own =
        at === 1 &&
        typeof argv[0] === 'string' &&
        !/^python3?$/.test(basename(python, extname(python) === '.exe' ? '.exe' : ''));
      return {
        program: {
          entry: isAbsolute(entry) ? entry : join(base, entry),
          ...(own ? { interpreter: [python] } : {}),
          ...(rest.length === 0 ? {} : { args: rest }),
        },
        notes: [],
      };
    }
    return { program: { command: words }, notes: [] };
  }
  if (shell !== undefined) return { program: { command: ['/bin/sh', '-c', shell] }, notes: [] };
  const notes = [`no script was found in ${run.function}, so the function itself is run`];
  return { program: { command: callOf(file, run.function) }, notes };
}

/** Runs one function of a file with the run's parameters as its arguments. */
export function callOf(file: string, name: string): string[] {
  const code = [
    'import json, os, runpy, sys',
    'sys.path.insert(0, os.path.dirname(sys.argv[1]))',
    'path = os.environ.get("DROVER_PARAMS_FILE")',
    'given = json.load(open(path, encoding="utf-8")) if path else {}',
    'runpy.run_path(sys.argv[1])[sys.argv[2]](**given)',
  ].join('; ');
  return ['python3', '-c', code, file, name];
}
