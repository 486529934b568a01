import { maxMemoBytes, maxMemoName, maxOnceKey, maxOnceSeconds } from '../../contract/memory-limits.ts';
import { ownWords } from '../../contract/own-words.ts';
import type { Artifact, FlowContext, LogLevel, StepOptions } from '../flow-context.ts';
import { FlowError, type FlowErrorType, NotDone } from '../flow-error.ts';
import type { FlowAttempt, FlowHost } from './flow-host.ts';
import { exactJson } from './json-text.ts';

/** Longest value of a step that its event shows, characters of JSON. */
const shownOutput = 4096;
const longestNote = 256;
const longestStepError = 4096;

/** A file that is being kept; the flow may not wait for it. */
export interface Keeping {
  readonly name: string;
  readonly kept: Promise<void>;
}

/** `ctx` of one attempt on a host. Files that the flow keeps are noted in `keeping`. */
export function createContext<Params>(
  attempt: FlowAttempt,
  params: Params,
  host: FlowHost,
  keeping: Keeping[],
): FlowContext<Params> {
  /** Steps of this attempt; made with the first. */
  let names: Set<string> | null = null;
  /** Keys of what is under way at most once; made with the first. */
  let keys: Set<string> | null = null;

  async function step<T>(name: string, fn: () => T | Promise<T>, options: StepOptions = {}): Promise<T> {
    host.throwIfStopped();
    checkText('the name of a step', name, maxMemoName);
    names ??= new Set();
    if (names.has(name)) {
      throw new Error(
        `the step "${name}" is there twice in one attempt: a step's value is kept under its name`,
      );
    }
    names.add(name);
    const memo = options.memo ?? true;
    host.step({ phase: 'start', name });
    try {
      if (memo && attempt.memos.has(name)) {
        host.step({ phase: 'end', name, output: { remembered: true } });
        // Kept by this same step of an earlier attempt.
        return attempt.memos.get(name) as T;
      }
      const value = await fn();
      if (memo) {
        const text = boundedJson(value, `the step "${name}"`, ', or say { memo: false }');
        await host.memo(name, value);
        host.step({ phase: 'end', name, ...shown(value, text) });
      } else host.step({ phase: 'end', name });
      return value;
    } catch (error) {
      host.step({ phase: 'end', name, error: wordsOf(error).slice(0, longestStepError) });
      throw error;
    }
  }

  async function once<T>(key: string, ttlSeconds: number, fn: () => T | Promise<T>): Promise<T> {
    host.throwIfStopped();
    checkText('the key of a once', key, maxOnceKey);
    if (!(ttlSeconds > 0 && ttlSeconds <= maxOnceSeconds)) {
      throw new RangeError(
        `once "${key}": its time must be from 0 to ${maxOnceSeconds} s, but is ${ttlSeconds}`,
      );
    }
    keys ??= new Set();
    if (keys.has(key)) throw new Error(`once "${key}" is under way in this attempt already`);
    keys.add(key);
    try {
      const answer = await host.onceBegin(key, ttlSeconds);
      switch (answer.state) {
        case 'done':
          // Kept by the once of this same key.
          return answer.value as T;
        case 'busy':
          throw new FlowError('TRANSIENT', ownWords('once_busy', { key, ...holderOf(answer.by) }));
        case 'unknown':
          throw new FlowError(
            'BUSINESS',
            ownWords('once_unknown', { key, argument: commandArgument(key), ...holderOf(answer.by) }),
          );
        case 'first':
          return await doOnce(key, ttlSeconds, fn);
      }
    } finally {
      keys.delete(key);
    }
  }

  async function doOnce<T>(key: string, ttlSeconds: number, fn: () => T | Promise<T>): Promise<T> {
    let value: T;
    try {
      value = await fn();
    } catch (error) {
      if (error instanceof NotDone || (error instanceof Error && error.name === 'NotDone')) {
        await host.onceRelease(key, ttlSeconds);
      }
      throw error;
    }
    boundedJson(value, `once "${key}"`, '');
    await host.onceDone(key, ttlSeconds, value);
    return value;
  }

  function log(first: string, second?: string): void {
    if (second === undefined) host.log('info', String(first));
    // By its signature the first of two is a level.
    else host.log(first as LogLevel, String(second));
  }

  const context = {
    runId: attempt.run,
    flow: attempt.flow,
    attempt: attempt.attempt,
    shop: attempt.shopId,
    platform: attempt.platform,
    taskType: attempt.taskType,
    params,
    log,
    progress: (value: number, note?: string): void => {
      const part = Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
      host.progress(part, note === undefined ? null : String(note).slice(0, longestNote));
    },
    step,
    once,
    artifact: (artifact: Artifact): Promise<void> => {
      host.throwIfStopped();
      const isPath = typeof artifact === 'string';
      const kept = isPath ? host.artifact(artifact) : host.artifactData(artifact.name, artifact.data);
      keeping.push({ name: isPath ? artifact : artifact.name, kept });
      return kept;
    },
    sleep: (seconds: number): Promise<void> => host.sleep(Math.max(0, seconds) * 1000),
    now: (): number => host.now(),
    fail: (type: FlowErrorType, message: string): never => {
      throw new FlowError(type, message);
    },
    [hostKey]: host,
  };
  return withSignal(context);
}

const hostKey = Symbol('host');
const signalProperty = {
  enumerable: true,
  get(this: { readonly [hostKey]: FlowHost }): AbortSignal {
    return this[hostKey].signal;
  },
} as const;

/**
 * The signal is made when it is first looked at. Its getter is one for all: for one written in the object, V8 gives each
 * object a hidden class of its own, which keeps what the attempt used until a full collection.
 */
function withSignal<T extends { readonly [hostKey]: FlowHost }>(
  context: T,
): T & { readonly signal: AbortSignal } {
  // Defined just now.
  return Object.defineProperty(context, 'signal', signalProperty) as T & { readonly signal: AbortSignal };
}

/** What an error says, for people. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' || error.name === 'FlowError'
    ? error.message
    : `${error.name}: ${error.message}`;
}

function checkText(what: string, text: string, max: number): void {
  if (typeof text !== 'string' || text === '' || text.length > max) {
    throw new TypeError(`${what} must be a text of 1 to ${max} characters`);
  }
}

/** JSON of what is to be kept; throws in words when it can't be. */
function boundedJson(value: unknown, what: string, remedy: string): string | undefined {
  let text: string | undefined;
  try {
    text = exactJson(value);
  } catch (error) {
    throw new TypeError(`${what} gave a value that can't be kept: ${wordsOf(error)}`, { cause: error });
  }
  if (text === undefined) return undefined;
  const bytes = text.length * 3 > maxMemoBytes ? Buffer.byteLength(text) : text.length;
  if (bytes > maxMemoBytes) {
    throw new RangeError(
      `${what} gave ${bytes} bytes of JSON; at most ${maxMemoBytes} are kept: give less${remedy}`,
    );
  }
  return text;
}

function shown(value: unknown, text: string | undefined): { readonly output?: unknown } {
  if (text === undefined) return {};
  return { output: text.length <= shownOutput ? value : { leftOut: `${text.length} characters of JSON` } };
}

/** Who began a once, as the server names it: `run_… attempt 2`. */
function holderOf(by: string): { readonly run: string; readonly attempt: string } {
  const [run = '', attempt = ''] = by.split(' attempt ');
  return { run, attempt };
}

/** A text as one argument of a command, in a form that shells of Linux, macOS and Windows share as far as they can. */
function commandArgument(text: string): string {
  const quoted = /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
  return text.startsWith('-') ? `-- ${quoted}` : quoted;
}
