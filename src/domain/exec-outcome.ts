/** What a run of the engine came to, as the result frame of `POST /rpa/v1/exec`. */
import { type ExecCode, type ExecFrame, execCodes, execWords } from '../contract/exec.ts';
import type { JsonObject } from '../contract/run.ts';
import type { RunRecord } from './run-record.ts';

/** The engine's result as the run keeps it: `data` is an object or null. */
export interface EngineOutput {
  /** `<code>-<msg>` of the engine. */
  readonly said: string;
  readonly data: JsonObject | null;
  /** JSON of `data` where numbers in it are more exact than this program's. */
  readonly exact?: string;
}

/** Steps of a run's error, by the code that they stand for. */
export const engineSteps = {
  create: execCodes.createFailed,
  query: execCodes.queryFailed,
  task: execCodes.taskFailed,
  create_url: execCodes.createUrlInvalid,
  query_url: execCodes.queryUrlInvalid,
} as const satisfies Record<string, ExecCode>;
export type EngineStep = keyof typeof engineSteps;

export const timeoutFrame = (sid: string): string =>
  frameText(execCodes.timeout, execWords[55003], sid, null);

/** The frame's text for an ended run. `deadline`: after it, the caller has been told of a time-out (ms since epoch). */
export function execFrameOf(
  run: Pick<RunRecord, 'state' | 'error' | 'output' | 'endedAt'>,
  sid: string,
  deadline: number,
): string {
  const late = run.endedAt !== null && run.endedAt > deadline;
  switch (run.state) {
    case 'succeeded': {
      if (late) return timeoutFrame(sid);
      // The engine's executor writes it; other programs can't be this flow's.
      const output = run.output as unknown as EngineOutput | null;
      const message = `${execWords[0]}: ${output?.said ?? '-1-'}`;
      return frameText(execCodes.success, message, sid, output?.data ?? null, output?.exact);
    }
    case 'expired':
      return timeoutFrame(sid);
    case 'cancelled':
      return late
        ? timeoutFrame(sid)
        : frameText(execCodes.taskFailed, `${execWords[55004]}: CANCELLED`, sid, null);
    default: {
      const { type, step = '', message = '' } = run.error ?? {};
      if (type === 'TIMEOUT') return timeoutFrame(sid);
      if (!isStep(step) || message === '') return frameText(execCodes.unknown, execWords[55999], sid, null);
      if (late && step === 'task') return timeoutFrame(sid);
      return frameText(engineSteps[step], message, sid, null);
    }
  }
}

/** Compact JSON of a frame, its members in their order. */
export function frameText(
  code: ExecFrame['code'],
  message: string,
  sid: string,
  data: object | null,
  exact?: string,
): string {
  const head = JSON.stringify({ code, message, sid });
  return `${head.slice(0, -1)},"data":${exact ?? JSON.stringify(data)}}`;
}

function isStep(step: string): step is EngineStep {
  return Object.hasOwn(engineSteps, step);
}
