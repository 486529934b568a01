/**
 * Tells Drover how a run is doing: one line on standard output per message, `::drover::` followed by JSON.
 * Everything else that a program prints is its log. Programs that never use this work just as well.
 */
import { readFileSync } from 'node:fs';

/** The error classes that Drover has rules for. */
export type RunErrorClass =
  | 'LOGIN_EXPIRED'
  | 'CAPTCHA'
  | 'RISK_CONTROL'
  | 'PAGE_CHANGED'
  | 'BUSINESS'
  | 'TRANSIENT'
  | 'NODE';

/** Ends the run with an error class. */
export class RunFailed extends Error {
  readonly type: RunErrorClass;

  constructor(type: RunErrorClass, message: string) {
    super(message);
    this.type = type;
  }
}

/** A JSON object: a run's parameters, a step's input or output. */
export type Values = Readonly<Record<string, unknown>>;

function send(message: Values): void {
  process.stdout.write(`::drover::${JSON.stringify(message)}\n`);
}

/** A line of the run's log. */
export function log(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One step of the run; what `work` returns becomes the step's output. */
export async function step<T extends Values>(
  id: string,
  name: string,
  work: () => Promise<T> | T,
  input?: Values,
): Promise<T> {
  send({ step: 'start', id, name, input });
  try {
    const output = await work();
    send({ step: 'end', id, name, output });
    return output;
  } catch (error) {
    send({ step: 'end', id, name, error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** How much is done, from 0 to 1, and a word about it. */
export function progress(part: number, note: string): void {
  send({ progress: Math.round(part * 1000) / 1000, note });
}

/** Runs `main` with the run's parameters and reports what it returns as the output, or how it failed (exit code 1). */
export async function runFlow(main: (params: Values) => Promise<Values>): Promise<void> {
  try {
    send({ output: await main(readParams()) });
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    send({ error: { type: error.type, message: error.message } });
    process.stderr.write(`${error.type}: ${error.message}\n`);
    process.exitCode = 1;
  }
}

/** The run's parameters; without DROVER_PARAMS_FILE there are none. */
function readParams(): Values {
  const path = process.env.DROVER_PARAMS_FILE;
  if (path === undefined || path === '') return {};
  const params: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return typeof params === 'object' && params !== null ? { ...params } : {};
}
