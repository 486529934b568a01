/**
 * Puts the files that parameters name on the node before an attempt is executed, and their paths in the parameters' place.
 * Modes: fetching (until all are there), executing (the program's own). A stop or kill while fetching ends the attempt at
 * once: nothing of it runs yet. The files are removed with the attempt.
 */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartFrame } from '../../contract/link.ts';
import { ownWords } from '../../contract/own-words.ts';
import type { JsonObject } from '../../contract/run.ts';
import { statusCodes } from '../../contract/run-states.ts';
import { fileParamPattern } from '../../contract/upload.ts';
import type { Execution, ExecutionResult, Executor, StopReason } from '../../ports/executor.ts';
import type { InputFiles } from '../../ports/input-files.ts';
import type { Logger } from '../../ports/logger.ts';

export interface InputFilesOptions {
  readonly files: InputFiles;
  /** Where the folders of attempts are made. */
  readonly root: string;
  readonly logger: Logger;
}

/** An executor of the same flows whose programs read the files that their parameters name. */
export function withInputFiles(executor: Executor, options: InputFilesOptions): Executor {
  return {
    start: (frame, events, memory) => {
      const named = filesIn(frame.params);
      if (named.size === 0) return executor.start(frame, events, memory);
      return executeWithFiles(named, frame, options, (params) =>
        executor.start({ ...frame, params }, events, memory),
      );
    },
  };
}

function executeWithFiles(
  named: ReadonlySet<string>,
  frame: StartFrame,
  options: InputFilesOptions,
  execute: (params: JsonObject) => Execution,
): Execution {
  const folder = join(options.root, `${frame.run.replaceAll(':', '%3A')}-${frame.attempt}-files`);
  const ended = new AbortController();
  let stopped: StopReason | null = null;
  let execution: Execution | null = null;

  const run = async (): Promise<ExecutionResult> => {
    const fetched = await fetchAll(named, folder, options.files, ended.signal);
    if (ended.signal.aborted) return endedEarly(stopped, frame);
    if ('error' in fetched) return fetched;
    execution = execute(replaced(frame.params, fetched.paths));
    return execution.done;
  };

  const done = run().finally(() =>
    rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) => {
      options.logger.warn({ run: frame.run, error }, "an attempt's files could not be removed");
    }),
  );
  return {
    done,
    stop: (reason) => {
      stopped ??= reason;
      if (execution === null) ended.abort();
      else execution.stop(reason);
    },
    kill: () => {
      if (execution === null) ended.abort();
      else execution.kill();
    },
  };
}

async function fetchAll(
  named: ReadonlySet<string>,
  folder: string,
  files: InputFiles,
  signal: AbortSignal,
): Promise<ExecutionResult | { readonly paths: ReadonlyMap<string, string> }> {
  const paths = new Map<string, string>();
  try {
    await rm(folder, { recursive: true, force: true });
    for (const value of named) {
      const [, id = '', name = ''] = fileParamPattern.exec(value) ?? [];
      // A folder for each: two files may have one name.
      const own = join(folder, String(paths.size + 1));
      await mkdir(own, { recursive: true, mode: 0o700 });
      const path = join(own, safeName(name));
      if ((await files.fetch(id, path, signal)) === 'gone')
        return failed(statusCodes.configuration, 'CONFIG', ownWords('file_gone', { name }));
      paths.set(value, path);
    }
    return { paths };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed(statusCodes.failed, 'TRANSIENT', ownWords('file_not_fetched', { reason }));
  }
}

/** A name that every system takes. Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
function safeName(name: string): string {
  const safe = name.replace(/[<>:"|?*\p{Cc}]/gu, '_').replace(/[. ]+$/, '');
  return safe === '' ? 'file' : safe;
}

function endedEarly(stopped: StopReason | null, frame: StartFrame): ExecutionResult {
  if (stopped === 'cancel') return { outcome: 'cancelled', code: null, error: null, output: null };
  if (stopped === 'timeout') {
    const message = ownWords('timed_out', { seconds: frame.timeoutSeconds });
    return { ...failed(statusCodes.timedOut, 'TIMEOUT', message), outcome: 'timeout' };
  }
  return { outcome: 'stopped', code: null, error: null, output: null };
}

function failed(code: number, type: 'CONFIG' | 'TRANSIENT' | 'TIMEOUT', message: string): ExecutionResult {
  return { outcome: 'failed', code, error: { type, message }, output: null };
}

/** The values that name files, anywhere in the parameters. */
function filesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    if (fileParamPattern.test(value)) found.add(value);
  } else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) filesIn(inner, found);
  return found;
}

function replaced(params: JsonObject, paths: ReadonlyMap<string, string>): JsonObject {
  const text = JSON.stringify(params, (_key, value: unknown) =>
    typeof value === 'string' ? (paths.get(value) ?? value) : value,
  );
  // The same object with other strings in it.
  return JSON.parse(text) as JsonObject;
}
