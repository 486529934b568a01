/**
 * Tells Drover how a run is doing: one line on standard output per message, `::drover::` followed by JSON.
 * Needs nothing but Node 18: copy this file beside your script. Everything else that a program prints is its log.
 */
import { readFileSync } from 'node:fs';

/** Ends the run with an error class: LOGIN_EXPIRED, CAPTCHA, RISK_CONTROL, PAGE_CHANGED, BUSINESS, TRANSIENT or NODE. */
export class RunFailed extends Error {
  /** @param {string} type @param {string} message */
  constructor(type, message) {
    super(message);
    this.type = type;
  }
}

/** Writes one message. @param {object} message */
export function send(message) {
  process.stdout.write(`::drover::${JSON.stringify(message)}\n`);
}

/** Writes a line of the run's log. @param {unknown} text */
export function log(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * One step of the run; what `work` returns (an object) becomes the step's output.
 * @template T
 * @param {string} id
 * @param {() => T | Promise<T>} work
 * @param {{ name?: string, input?: unknown }} [more]
 * @returns {Promise<T>}
 */
export async function step(id, work, { name = id, input } = {}) {
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

/** How much is done, from 0 to 1, and a word about it. @param {number} part @param {string} [note] */
export function progress(part, note) {
  send({ progress: Math.round(part * 1000) / 1000, note });
}

/** Keeps a file with the run. What lies in `artifactsFolder()` at the end is kept anyway. @param {string} path */
export function artifact(path) {
  send({ artifact: path });
}

/** The folder whose files are kept with the run; outside of Drover the working folder. */
export function artifactsFolder() {
  return process.env.DROVER_ARTIFACTS_DIR || '.';
}

/** The run's parameters; without DROVER_PARAMS_FILE there are none. */
export function readParams() {
  const path = process.env.DROVER_PARAMS_FILE;
  return path ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

/**
 * Runs `main` with the run's parameters and reports what it returns as the output, or how it failed (exit code 1).
 * @param {(params: any) => object | void | Promise<object | void>} main
 */
export async function runFlow(main) {
  try {
    send({ output: (await main(readParams())) ?? {} });
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    send({ error: { type: error.type, message: error.message } });
    process.stderr.write(`${error.type}: ${error.message}\n`);
    process.exitCode = 1;
  }
}
