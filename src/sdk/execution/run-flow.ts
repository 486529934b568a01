import { inspect } from 'node:util';
import { maxErrorMessage, programErrorTypes, type RunErrorType } from '../../contract/error-types.ts';
import { tooDeepWords } from '../../contract/json-depth.ts';
import type { JsonObject } from '../../contract/run.ts';
import type { Flow } from '../flow.ts';
import { FlowStopped } from '../flow-error.ts';
import type { FlowAttempt, FlowEnd, FlowHost } from './flow-host.ts';
import { readParameters } from './flow-parameters.ts';
import { exactJson } from './json-text.ts';
import { createContext, type Keeping, wordsOf } from './run-context.ts';

/** Largest output of a run, characters of JSON. */
const maxOutput = 256 * 1024;

/** Executes one attempt of a flow on a host. Never rejects. */
export async function runFlow(flow: Flow, attempt: FlowAttempt, host: FlowHost): Promise<FlowEnd> {
  const keeping: Keeping[] = [];
  try {
    const read = readParameters(flow.params, attempt.params);
    const params = read instanceof Promise ? await read : read;
    if (!params.ok) return { ok: false, error: { type: 'CONFIG', message: params.message } };
    const given = await flow.run(createContext(attempt, params.value, host, keeping), params.value);
    if (keeping.length > 0) await settled(keeping, host);
    return { ok: true, output: outputOf(given, host) };
  } catch (error) {
    if (keeping.length > 0) await settled(keeping, host);
    return { ok: false, error: errorOf(error, host) };
  }
}

/** Waits for the files that the flow keeps and has not waited for. One that can't be kept is told in the log. */
async function settled(keeping: readonly Keeping[], host: FlowHost): Promise<void> {
  const outcomes = await Promise.allSettled(keeping.map(({ kept }) => kept));
  outcomes.forEach((outcome, i) => {
    if (outcome.status === 'rejected')
      host.log('error', `the file ${keeping[i]?.name} was not kept: ${wordsOf(outcome.reason)}`);
  });
}

/** The run's output; one that can't be kept is left out and said so, since the work is done. One nested too deep is thrown. */
function outputOf(given: unknown, host: FlowHost): JsonObject | null {
  if (given === undefined || given === null) return null;
  let text: string | undefined;
  try {
    text = exactJson(given);
  } catch (error) {
    if (error instanceof RangeError)
      throw new RangeError(`the output of the flow is ${tooDeepWords}`, { cause: error });
    host.log('error', `the output is left out: ${wordsOf(error)}`);
    return null;
  }
  if (text !== undefined && text.length > maxOutput) {
    host.log('error', `the output is left out: it is larger than 256 KiB (${text.length} characters)`);
    return null;
  }
  return isObject(given) ? given : { value: given };
}

function errorOf(error: unknown, host: FlowHost): { type: RunErrorType; message: string } {
  const message = wordsOf(error).slice(0, maxErrorMessage);
  // By its form: the flow may have another copy of the class.
  const named =
    error instanceof Error && error.name === 'FlowError' && 'type' in error ? error.type : undefined;
  const type = programErrorTypes.find((one) => one === named);
  if (type !== undefined) return { type, message };
  if (!(error instanceof FlowStopped)) host.log('error', inspect(error));
  return { type: 'EXIT', message: message === '' ? 'the flow failed without saying why' : message };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
