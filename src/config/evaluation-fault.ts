import { basename, dirname, isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ConfigFault, fault } from './fault.ts';

/**
 * What an error thrown by the evaluation of a configuration file says to people: the kind of fault, and the line of
 * the file, or of one that it imports, where it happened. Undefined for a syntax error whose line only Node's own
 * report of an uncaught error shows (`faultOfReport`).
 */
export function faultOfError(error: unknown, file: string): ConfigFault | undefined {
  if (!(error instanceof Error)) return fault(basename(file), 'threw', { detail: String(error) });
  const code = 'code' in error ? error.code : undefined;
  const stack = error.stack ?? '';
  if (
    code === 'ERR_MODULE_NOT_FOUND' ||
    code === 'MODULE_NOT_FOUND' ||
    code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'
  ) {
    const [, importer] = /imported from (.+)$/m.exec(error.message) ?? [];
    const place = importer === undefined ? basename(file) : shownPath(importer, file);
    return fault(place, 'import_not_found', {
      detail: firstLine(error.message).replace(/ imported from .+$/, ''),
    });
  }
  const heading = headingLine(stack);
  if (heading !== undefined)
    return fault(shownLine(heading, file), 'syntax', { detail: firstLine(error.message) });
  // Thrown by the loader itself, not by the file's own JSON.parse or RegExp.
  if (
    error.name === 'SyntaxError' &&
    /^\s+at .*\(node:internal\/(modules|vm)/m.test(stack.split('\n')[1] ?? '')
  )
    return undefined;
  const frame = frameLine(stack);
  const place = frame === undefined ? basename(file) : shownLine(frame, file);
  return fault(place, 'threw', { detail: `${error.name}: ${firstLine(error.message)}` });
}

/** How Node ends when a top-level `await` is left with nothing that could settle it. */
const unsettled = 'exit 13';

/** The fault that Node's report on stderr shows for a child that ended without a word; `end` is its exit code or signal. */
export function faultOfReport(stderr: string, end: string, file: string): ConfigFault {
  const lines = stderr.trim().split('\n');
  const start = lines.findIndex((line) => headingLine(line) !== undefined);
  const heading = start < 0 ? undefined : headingLine(lines[start] ?? '');
  const [, syntax] = /^SyntaxError(?: \[\w+\])?: (.+)$/m.exec(lines.slice(start + 1).join('\n')) ?? [];
  if (heading !== undefined && syntax !== undefined)
    return fault(shownLine(heading, file), 'syntax', { detail: syntax });
  if (end === unsettled) return fault(basename(file), 'never_settles');
  const last = lines.at(-1)?.slice(0, 300) ?? '';
  return fault(basename(file), 'child_died', { detail: last === '' ? end : `${end}: ${last}` });
}

interface Line {
  readonly path: string;
  readonly line: string;
}

/** `/path/file.ts:12` as the first line of a stack or report. */
function headingLine(text: string): Line | undefined {
  const [, path, line] = /^((?:file:\/\/|\/|[A-Za-z]:\\).*):(\d+)$/.exec(firstLine(text)) ?? [];
  return path === undefined || line === undefined ? undefined : { path, line };
}

/** The first frame of a stack that lies neither in Node nor in this program. */
function frameLine(stack: string): Line | undefined {
  for (const [, path, line] of stack.matchAll(
    /^\s+at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:\\).*?):(\d+):\d+\)?$/gm,
  )) {
    if (path === undefined || line === undefined) continue;
    if (!pathOf(path).startsWith(import.meta.dirname + sep)) return { path, line };
  }
  return undefined;
}

function shownLine({ path, line }: Line, file: string): string {
  return `${shownPath(path, file)}:${line}`;
}

/** A path relative to the configuration's folder where it lies in it. */
function shownPath(path: string, file: string): string {
  const absolute = pathOf(path);
  const inside = relative(dirname(file), absolute);
  return inside.startsWith('..') || isAbsolute(inside) ? absolute : inside;
}

function pathOf(path: string): string {
  return path.startsWith('file://') ? fileURLToPath(path) : path;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
