import { dirname, relative } from 'node:path';
import type { ImportedTask } from './imported-task.ts';

/** An entry of `scheduled()`, as plain data. */
export type TaskEntry = Readonly<Record<string, unknown>>;

/** The task as an entry; paths are relative to the configuration's folder where they lie in it. */
export function taskEntry(task: ImportedTask, folder: string): TaskEntry {
  const { times, program, timeoutSeconds, retry } = task;
  const shown = (path: string): string => {
    const short = relative(folder, path);
    return short === '' ? '.' : short.startsWith('..') ? path : short.replaceAll('\\', '/');
  };
  const command = 'command' in program;
  return Object.fromEntries(
    Object.entries({
      name: task.name,
      title: task.title,
      description: task.description,
      tags: task.tags?.map((tag) => tag.replace(/[^\p{L}\p{N}_.:=-]+/gu, '-')),
      ...(command
        ? { command: program.command }
        : { entry: shown(program.entry), interpreter: program.interpreter, args: program.args }),
      cwd: task.cwd === undefined || shown(task.cwd) === '.' ? undefined : shown(task.cwd),
      env: task.env,
      ...(times.kind === 'cron'
        ? { cron: times.cron, timezone: times.timezone }
        : {
            every: times.seconds,
            startAt: times.anchor === 0 ? undefined : new Date(times.anchor).toISOString(),
          }),
      enabled: task.enabled ? undefined : false,
      params: task.params,
      timeout: timeoutSeconds === undefined ? undefined : span(timeoutSeconds),
      retry:
        retry === undefined
          ? undefined
          : {
              max: retry.max,
              ...(retry.delaySeconds === undefined ? {} : { delays: [span(retry.delaySeconds)] }),
            },
      overlap: task.overlap,
    }).filter(([, value]) => value !== undefined),
  );
}

/** A TypeScript module that exports the entries' flows and schedules by this name. */
export function taskModule(name: string, source: string, entries: readonly TaskEntry[], sdk: string): string {
  return [
    `// From ${source}. It is yours now: change it as you like.`,
    `import { scheduled } from '${sdk}';`,
    '',
    `export const ${name} = scheduled([`,
    ...entries.map((entry) => `${literal(entry, 1)},`),
    ']);',
    '',
  ].join('\n');
}

/** How a module names another one beside or below it. */
export function importPath(from: string, to: string): string {
  const path = relative(dirname(from), to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function span(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

const width = 100;

function literal(value: unknown, depth: number): string {
  const indent = '  '.repeat(depth);
  return `${indent}${words(value, depth)}`;
}

function words(value: unknown, depth: number): string {
  const flat = inline(value);
  if (flat.length + depth * 2 <= width && depth > 1) return flat;
  const indent = '  '.repeat(depth);
  if (Array.isArray(value))
    return `[\n${value.map((one) => `${literal(one, depth + 1)},\n`).join('')}${indent}]`;
  if (typeof value !== 'object' || value === null) return flat;
  const lines = Object.entries(value).map(
    ([key, one]) => `${indent}  ${keyText(key)}: ${words(one, depth + 1)},\n`,
  );
  return `{\n${lines.join('')}${indent}}`;
}

function inline(value: unknown): string {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const parts = Object.entries(value).map(([key, one]) => `${keyText(key)}: ${inline(one)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function keyText(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : text(key);
}

/** In single quotes unless it holds one. */
function text(value: string): string {
  const json = JSON.stringify(value);
  return json.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}
