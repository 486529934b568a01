/** Reads a crontab. Source: crontab(5) of Vixie cron and cronie. Nothing is executed. */
import { basename, isAbsolute, resolve } from 'node:path';
import { readCron } from './cron-forms.ts';
import { type Imported, type ImportedTask, type ImportFault, namer } from './imported-task.ts';

export interface CrontabOptions {
  /** Whether the sixth field is the user, as in /etc/crontab. */
  readonly system: boolean;
  /** Of lines without CRON_TZ. */
  readonly timezone: string;
  /** Where cron begins every command. */
  readonly home: string;
}

/** Cron never ends a command; a flow's usual limit would. */
const timeoutSeconds = 24 * 3600;

export function readCrontab(text: string, path: string, options: CrontabOptions): Imported {
  const tasks: ImportedTask[] = [];
  const faults: ImportFault[] = [];
  const nameFor = namer();
  const env: Record<string, string> = {};
  let { timezone, home } = options;
  let shell = '/bin/sh';
  let comment: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    const place = `${path}:${index + 1}`;
    if (line === '' || line.startsWith('#')) {
      comment = line === '' ? [] : [...comment, line.replace(/^#+\s*/, '')];
      continue;
    }
    const [, key, value] = /^([A-Za-z_]\w*|"[^"]*"|'[^']*')\s*=\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      const name = unquoted(key);
      const given = unquoted(value);
      if (name === 'CRON_TZ') timezone = given;
      else if (name === 'SHELL') shell = given;
      else if (name === 'HOME') home = given;
      else if (!/^(MAILTO|MAILFROM|LOGNAME|CONTENT_\w+|RANDOM_DELAY|START_HOURS_RANGE)$/.test(name))
        env[name] = given;
      comment = [];
      continue;
    }
    const entry = splitLine(line, options.system);
    const about = comment.filter((words) => !looksLikeEntry(words)).join(' ');
    comment = [];
    if (entry === null) {
      faults.push({ place, message: `is neither a setting nor times with a command: ${line.slice(0, 120)}` });
      continue;
    }
    if (entry.times.toLowerCase() === '@reboot') {
      faults.push({
        place,
        message: '@reboot is no time: begin it with the system, or with a flow that is submitted',
      });
      continue;
    }
    const read = readCron(entry.times, timezone);
    if ('message' in read) {
      faults.push({ place, message: read.message });
      continue;
    }
    const { command, input } = splitPercent(entry.command);
    const found = programOf(command, input, shell, home);
    tasks.push({
      place,
      name: nameFor(found.name, 'cron'),
      ...(about === '' ? {} : { description: about }),
      enabled: true,
      times: { kind: 'cron', cron: read.cron, timezone, days: 'star' },
      program: found.program,
      cwd: found.cwd,
      ...(Object.keys(env).length === 0 ? {} : { env: { ...env } }),
      timeoutSeconds,
      retry: { max: 0 },
      overlap: 'allow',
      notes: [
        ...(entry.user === null ? [] : [`it ran as ${entry.user}; here it runs as the node's user`]),
        ...(/>>?|\btee\b/.test(command)
          ? ['its output goes where it went; without the redirection Drover keeps it with the run']
          : []),
      ],
    });
  }
  return { tasks, faults };
}

function splitLine(
  line: string,
  system: boolean,
): { readonly times: string; readonly user: string | null; readonly command: string } | null {
  const fields = line.startsWith('@') ? 1 : 5;
  const form = new RegExp(`^((?:\\S+\\s+){${fields}})${system ? '(\\S+)\\s+' : '()'}(\\S.*)$`);
  const [, times, user = '', command] = form.exec(line) ?? [];
  if (times === undefined || command === undefined) return null;
  return { times: times.trim().replace(/\s+/g, ' '), user: user === '' ? null : user, command };
}

/** A commented-out line says nothing about the next one. */
function looksLikeEntry(words: string): boolean {
  return /^(@\w+|[\d*/,-]+\s+[\d*/,-]+\s)/.test(words);
}

/** An unescaped % ends the command; what follows is its input, with % for line ends. */
function splitPercent(text: string): { readonly command: string; readonly input: string | null } {
  const parts = text.split(/(?<!\\)%/).map((part) => part.replaceAll('\\%', '%'));
  const [command = '', ...input] = parts;
  return { command: command.trim(), input: input.length === 0 ? null : `${input.join('\n')}\n` };
}

interface Found {
  readonly name: string;
  readonly program: ImportedTask['program'];
  readonly cwd: string;
}

/** A plain call of a Python script is a script flow; all else stays a line of the shell. */
function programOf(command: string, input: string | null, shell: string, home: string): Found {
  const script = /[\w./~-]*?([\w-]+)\.(?:py|sh|js|mjs|rb|pl|php)\b/.exec(command)?.[1];
  const name = script ?? basename(command.split(/\s+/)[0] ?? '');
  const [, folder, rest = command] = /^cd\s+([^\s;&|<>$`"'*?~]+)\s*&&\s*(.+)$/.exec(command) ?? [];
  const cwd = folder === undefined ? home : resolve(home, folder);
  const words = rest.split(/\s+/);
  const [python = '', ...more] = words;
  const at = more.findIndex((word) => !word.startsWith('-'));
  const entry = more[at];
  const plain = input === null && !/[|&;<>()$`\\"'*?[\]#~=!{}]/.test(rest);
  if (plain && /^(?:\S*\/)?python[\d.]*$/.test(python) && entry?.endsWith('.py') === true) {
    const args = more.slice(at + 1);
    return {
      name,
      cwd,
      program: {
        entry: resolve(cwd, entry),
        interpreter: [python, ...more.slice(0, at)],
        ...(args.length === 0 ? {} : { args }),
      },
    };
  }
  if (plain && isAbsolute(python)) return { name, cwd, program: { command: words } };
  const line = input === null ? command : `printf '%s' ${quoted(input)} | { ${command}; }`;
  return { name, cwd: home, program: { command: [shell, '-c', line] } };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  const [, , inner] = /^(["'])(.*)\1$/.exec(trimmed) ?? [];
  return inner ?? trimmed;
}
