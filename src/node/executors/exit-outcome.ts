import { maxErrorMessage, type RunErrorType } from '../../contract/error-types.ts';
import { ownWords } from '../../contract/own-words.ts';
import type { JsonObject } from '../../contract/run.ts';
import type { RunError } from '../../contract/run-error.ts';
import { statusCodes } from '../../contract/run-states.ts';
import type { ExecutionResult, StopReason } from '../../ports/executor.ts';
import type { LeaderExit, SpawnFault } from '../process-tree/process-tree.ts';
import type { ScriptFault } from '../script-check/script-check.ts';

/** How a shell says that what it ran was killed. */
const killedAsExitCode = 128 + 9;

/** An error as a program or flow names it. */
export interface NamedError {
  readonly type: RunErrorType;
  readonly message: string;
}

/** What is known when nothing of a program is alive any more. */
export interface ExitFacts {
  readonly exit: LeaderExit;
  /** Why it was asked to end before it ended; null when it ended by itself. */
  readonly stopped: StopReason | null;
  /** The error that it named last. */
  readonly named: NamedError | null;
  /** The end of what it wrote to stderr. */
  readonly stderrTail: string;
  readonly output: JsonObject | null;
  /** The innermost step that was open. */
  readonly openStep: string | null;
  readonly timeoutSeconds: number;
}

/** The result by the status codes of contracts §7. Success is an exit 0 that came before any stop. */
export function exitOutcome(facts: ExitFacts): ExecutionResult {
  const { exit, stopped, named, output } = facts;
  switch (stopped) {
    case 'cancel':
      return { outcome: 'cancelled', code: null, error: null, output };
    case 'stop':
      return { outcome: 'stopped', code: null, error: null, output };
    case 'timeout': {
      const message = withTail(ownWords('timed_out', { seconds: facts.timeoutSeconds }), facts.stderrTail);
      return failure('timeout', statusCodes.timedOut, 'TIMEOUT', message, facts);
    }
    case null:
      break;
  }
  if (exit.code === 0) return { outcome: 'succeeded', code: statusCodes.success, error: null, output };
  if (named !== null) {
    return failure('failed', codeOf(named), named.type, named.message, facts);
  }
  if (exit.signal === 'SIGKILL' || exit.code === killedAsExitCode) {
    const message = withTail(ownWords('killed'), facts.stderrTail);
    return failure('failed', statusCodes.resources, 'RESOURCES', message, facts);
  }
  const how =
    exit.signal === null
      ? ownWords('exit_code', { code: exit.code ?? 'unknown' })
      : ownWords('ended_by', { signal: exit.signal });
  const tail = facts.stderrTail.trim();
  return failure('failed', statusCodes.failed, 'EXIT', tail === '' ? how : tail, facts);
}

/** The result of a program that could not be started. */
export function spawnFaultOutcome(fault: SpawnFault): ExecutionResult {
  switch (fault.code) {
    case 'EACCES':
      return notStarted(statusCodes.permission, 'PERMISSION', fault.message);
    case 'EAGAIN':
      return notStarted(statusCodes.resources, 'RESOURCES', fault.message);
    case 'ENOENT':
    case 'ENOCWD':
    case 'EINVAL':
      return notStarted(statusCodes.configuration, 'CONFIG', fault.message);
    case 'E2BIG':
      return notStarted(
        statusCodes.configuration,
        'CONFIG',
        'the arguments and variables of the program are too long together; it can read large parameters in the JSON file that DROVER_PARAMS_FILE names',
      );
  }
}

/** The result of a script that was looked at and can't run. */
export function faultOutcome({ kind, message }: ScriptFault): ExecutionResult {
  return kind === 'permission'
    ? notStarted(statusCodes.permission, 'PERMISSION', message)
    : notStarted(statusCodes.configuration, 'CONFIG', message);
}

/** The result of an attempt whose folder can't be made in the data folder. */
export function noWorkFolder(error: unknown): ExecutionResult {
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
    ? notStarted(statusCodes.permission, 'PERMISSION', ownWords('no_work_folder_permission', { reason }))
    : notStarted(statusCodes.resources, 'RESOURCES', ownWords('no_work_folder', { reason }));
}

/** A failed result without a program: its definition, parameters or surroundings do not allow a start. */
export function notStarted(code: number, type: RunError['type'], message: string): ExecutionResult {
  return {
    outcome: 'failed',
    code,
    error: { type, message: message.slice(0, maxErrorMessage) },
    output: null,
  };
}

function failure(
  outcome: 'failed' | 'timeout',
  code: number,
  type: RunError['type'],
  message: string,
  facts: ExitFacts,
): ExecutionResult {
  const step = facts.openStep === null ? {} : { step: facts.openStep };
  return {
    outcome,
    code,
    error: { type, message: message.slice(-maxErrorMessage), ...step },
    output: facts.output,
  };
}

function codeOf(error: NamedError): number {
  if (error.type === 'CONFIG') return statusCodes.configuration;
  if (error.type === 'RESOURCES') return statusCodes.resources;
  return meansPermission(error) ? statusCodes.permission : statusCodes.failed;
}

/** A refusal by the other side ends the matter, unless the program has said that trying again makes sense. */
function meansPermission(error: NamedError): boolean {
  if (error.type === 'EXIT' || error.type === 'TRANSIENT' || error.type === 'RISK_CONTROL') return false;
  return /\b(401|403|EACCES|EPERM)\b|permission denied/i.test(error.message);
}

function withTail(first: string, tail: string): string {
  const rest = tail.trim().slice(-(maxErrorMessage - first.length - 1));
  return rest === '' ? first : `${first}\n${rest}`;
}
