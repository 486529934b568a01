import { ownWords } from '../../contract/own-words.ts';
import type { JsonObject } from '../../contract/run.ts';
import type { ExecutionEvents } from '../../ports/executor.ts';
import type { NamedError } from './exit-outcome.ts';
import { LineReader } from './line-reader.ts';
import { messagePrefix, type ProgramMessage, readProgramMessage } from './program-messages.ts';
import { StderrTail } from './stderr-tail.ts';

/** Open steps that are remembered, and malformed messages that are remarked on, per attempt. */
const maxOpenSteps = 1_000;
const maxRemarks = 20;

/** Everything that one program says: turned into events as it comes, and remembered as far as its result needs it. */
export class ProgramVoice {
  readonly #events: ExecutionEvents;
  readonly #encoding: string;
  readonly #stdout: LineReader;
  readonly #stderr: LineReader;
  readonly #tail = new StderrTail();
  readonly #openSteps = new Map<string, string>();
  #output: JsonObject | null = null;
  /** Why its last output was not taken; null: it was, or there was none. */
  #refusedOutput: string | null = null;
  #named: NamedError | null = null;
  #remarks = 0;
  /** It has printed what is not in its encoding. */
  #unreadable = false;
  readonly #keep: (path: string) => void;

  /** `keep`: a file that it named is to be kept. */
  constructor(events: ExecutionEvents, encoding: string, keep: (path: string) => void) {
    this.#keep = keep;
    this.#events = events;
    this.#encoding = encoding;
    this.#stdout = new LineReader({
      encoding,
      messagePrefix,
      onLine: (line, cutFrom) => this.#onStdout(line, cutFrom),
    });
    this.#stderr = new LineReader({
      encoding,
      messagePrefix: null,
      onLine: (line) => this.#log('err', line),
    });
  }

  /** The last output that it gave. */
  get output(): JsonObject | null {
    return this.#output;
  }

  get refusedOutput(): string | null {
    return this.#refusedOutput;
  }

  /** The error that it named last. */
  get named(): NamedError | null {
    return this.#named;
  }

  /** Names its error. */
  name(error: NamedError): void {
    this.#named = error;
  }

  /** The end of stderr: at most 4,096 characters. */
  get stderrTail(): string {
    return this.#tail.text(this.#encoding);
  }

  /** Name of the step that was opened last and is still open. */
  get openStep(): string | null {
    return [...this.#openSteps.values()].at(-1) ?? null;
  }

  stdout(bytes: Uint8Array): void {
    this.#stdout.push(bytes);
  }

  stderr(bytes: Uint8Array): void {
    this.#tail.push(bytes);
    this.#stderr.push(bytes);
  }

  /** Both streams are at their end. */
  end(): void {
    this.#stdout.end();
    this.#stderr.end();
  }

  /** Closes what it left open, innermost first; `error` says why, null when all is well. */
  closeSteps(error: string | null): void {
    for (const [id, name] of [...this.#openSteps].reverse()) {
      this.#events.step({ phase: 'end', id, name, ...(error === null ? {} : { error }) });
    }
    this.#openSteps.clear();
  }

  /** A line of its own; the first that can't be read is remarked on. */
  #log(stream: 'out' | 'err', line: string): void {
    this.#events.log(stream, line);
    if (this.#unreadable || !line.includes('\u{fffd}')) return;
    this.#unreadable = true;
    this.#events.log('sys', ownWords('not_in_encoding', { encoding: this.#encoding.toUpperCase() }));
  }

  #onStdout(line: string, cutFrom: number): void {
    const message = readProgramMessage(line, cutFrom);
    if (message === null) this.#log('out', line);
    else this.take(message, line);
  }

  /** A message of the program, as if it stood in its output; `line` is what a malformed one is shown as. */
  take(message: ProgramMessage, line = ''): void {
    switch (message.kind) {
      case 'step':
        this.#onStep(message);
        return;
      case 'progress':
        this.#events.progress(message.value, message.note);
        return;
      case 'output':
        this.#output = message.output;
        this.#refusedOutput = null;
        return;
      case 'artifact':
        this.#events.log('sys', ownWords('artifact', { path: message.path }));
        this.#keep(message.path);
        return;
      case 'error':
        this.#named = message.error;
        this.#events.log('sys', ownWords('named_error', message.error));
        return;
      case 'malformed':
        this.#log('out', line);
        if (message.output) this.#refusedOutput = message.reason;
        this.#remarks += 1;
        if (this.#remarks <= maxRemarks) {
          this.#events.log('sys', ownWords('bad_message', { reason: message.reason }));
        }
    }
  }

  #onStep(message: Extract<ProgramMessage, { kind: 'step' }>): void {
    const { phase, id, input, output, error } = message;
    const name = message.name ?? this.#openSteps.get(id) ?? id;
    this.#openSteps.delete(id);
    if (phase === 'start' && this.#openSteps.size < maxOpenSteps) this.#openSteps.set(id, name);
    this.#events.step({
      phase,
      id,
      name,
      ...(input === undefined ? {} : { input }),
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error }),
    });
  }
}
