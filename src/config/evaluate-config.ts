import { isUtf8 } from 'node:buffer';
import { fork } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import type { Manifest } from '../contract/manifest.ts';
import { type Evaluation, type EvaluationMessage, evaluationSeconds } from './evaluation.ts';
import { faultOfReport } from './evaluation-fault.ts';
import { type ConfigFault, FaultSink, fault } from './fault.ts';
import { parseData } from './parse-data.ts';
import type { ProgramFiles } from './program-files.ts';
import { readManifest } from './read-manifest.ts';

const evaluatedEndings = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];
const dataEndings = ['.json', '.yaml', '.yml'];

/** A configuration file as read: whole, or with every fault found in it. */
export type ConfigReading = {
  /**
   * Absolute paths of what it was read from: the file, what it imported of local files, the entries of scripts, calendars, and
   * what is missing.
   */
  readonly files: readonly string[];
} & (
  | { readonly ok: true; readonly manifest: Manifest; readonly warnings: readonly ConfigFault[] }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] }
);

export interface EvaluateOptions {
  /** What an entry file or working folder is that is not on this machine's disk (default `fault`). */
  readonly absentFiles?: ProgramFiles['absent'];
  /** Longest evaluation of a .ts or .js file. Default 20 s. */
  readonly limitSeconds?: number;
  /** Ends an evaluation at once, as faulty: nobody wants it any more. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a configuration file: .ts and .js are evaluated in a child process, which ends with it; .json and .yaml are
 * read as data. Never rejects for what the file holds.
 */
export async function evaluateConfig(path: string, options: EvaluateOptions = {}): Promise<ConfigReading> {
  const file = resolve(path);
  const name = basename(file);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return { ok: false, files: [file], faults: [fault(file, 'no_file')] };
  const ending = extname(file).toLowerCase();
  const sink = new FaultSink();
  let read = [file];
  let raw: unknown;
  const content = await readFile(file).catch((error: unknown) => error);
  if (Buffer.isBuffer(content) && !isUtf8(content))
    return { ok: false, files: read, faults: [fault(name, 'not_utf8')] };
  if (evaluatedEndings.includes(ending)) {
    const { evaluation, files } = await evaluateInChild(file, options);
    read = [...new Set([file, ...files])];
    if (!evaluation.ok) return { ok: false, files: read, faults: [evaluation.fault] };
    for (const { place, code, values } of evaluation.faults) sink.fault(place, code, values);
    raw = evaluation.raw;
  } else if (dataEndings.includes(ending)) {
    if (!Buffer.isBuffer(content)) {
      const faults = [fault(name, 'unreadable_file', { detail: String(content) })];
      return { ok: false, files: read, faults };
    }
    const parsed = parseData(content.toString(), ending === '.json' ? 'json' : 'yaml', name);
    if (!parsed.ok) return { ...parsed, files: read };
    raw = parsed.raw;
  } else return { ok: false, files: read, faults: [fault(name, 'file_kind')] };

  const files = { folder: dirname(file), absent: options.absentFiles ?? 'fault' } as const;
  const manifest = readManifest(raw, name, files, sink);
  const entries = manifest.flows.flatMap(({ program, missing = [] }) =>
    ('entry' in program ? [program.entry] : []).concat(missing),
  );
  const calendars = Object.values(manifest.calendars).flatMap(({ file: path }) => path ?? []);
  const all = [...new Set([...read, ...entries, ...calendars])];
  if (sink.faults.length > 0) return { ok: false, files: all, faults: sink.faults };
  return { ok: true, files: all, manifest, warnings: sink.warnings };
}

/** What the child says of the file; its death or silence is a fault of the file. */
async function evaluateInChild(
  file: string,
  { limitSeconds = evaluationSeconds, signal }: EvaluateOptions,
): Promise<{ readonly evaluation: Evaluation; readonly files: readonly string[] }> {
  // This program as source, or as published.
  const program = `./evaluate-config.process${extname(import.meta.url)}`;
  const child = fork(new URL(program, import.meta.url), [file], {
    cwd: dirname(file),
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
    // What the file prints must not mix with what a command prints.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    // Node reports an uncaught error in its last lines.
    stderr = (stderr + text).slice(-16_384);
  });
  let files: readonly string[] = [];
  const { promise, resolve } = Promise.withResolvers<Evaluation>();
  const failed = (made: ConfigFault): void => resolve({ ok: false, fault: made });
  const timer = setTimeout(() => {
    failed(fault(basename(file), 'too_slow', { seconds: limitSeconds }));
    child.kill('SIGKILL');
  }, limitSeconds * 1000);
  child.on('message', (message) => {
    // The child's own program is the only one that talks on its channel.
    const said = message as EvaluationMessage;
    if ('ok' in said) resolve(said);
    else files = said.files;
  });
  child.once('error', (error) => failed(fault(basename(file), 'child_died', { detail: error.message })));
  child.once('close', (code, signal) => failed(faultOfReport(stderr, signal ?? `exit ${code ?? '?'}`, file)));
  const abort = (): boolean => child.kill('SIGKILL');
  signal?.addEventListener('abort', abort);
  try {
    return { evaluation: await promise, files };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    child.kill('SIGKILL');
  }
}
