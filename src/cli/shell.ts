import { type Command, InvalidArgumentError } from 'commander';
import { ApiError } from '../client/api-error.ts';
import { type Client, createClient } from '../client/client.ts';
import { CommandFailure } from './command-failure.ts';
import type { Caller } from './environment.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { findServer, type ServerFound, unreachable } from './server-found.ts';
import { type Paint, paintWhen } from './show/colours.ts';
import { type Column, table } from './show/table.ts';
import { refusalsZh } from './words/refusals-zh.ts';
import { type Language, type Say, wordsIn } from './words/words.ts';

/** What every command works with: its caller, the user's language, and ways to say things. */
export interface Shell {
  readonly caller: Caller;
  readonly language: Language;
  readonly say: Say;
  readonly paint: Paint;
  /** `--json`: machines read what is printed. */
  readonly json: boolean;
  /** Prints a line, or lines, on standard output. */
  print(text: string): void;
  printJson(value: unknown): void;
  printTable<Row>(rows: readonly Row[], shape: readonly Column<Row>[]): void;
  /** Says something beside the result, on standard error. */
  note(text: string): void;
  /** The server's client; throws when no server is known. */
  connect(): Client;
  /** A command's work as commander takes it: its exit code is kept, its failures are told. */
  action<Args extends unknown[]>(
    work: (...args: Args) => Promise<ExitCode>,
  ): (...args: Args) => Promise<void>;
  /** What the command ended with. */
  readonly exitCode: ExitCode;
}

/** A shell for one command line; `root` is asked for the options that all commands have. */
export function createShell(caller: Caller, language: Language, root: Command): Shell {
  const say = wordsIn(language);
  const { output, errors } = caller;
  const paint = paintWhen(output.colour);
  let exitCode: ExitCode = exitCodes.ok;
  let server: ServerFound | null = null;

  const isJson = (): boolean => root.opts<{ json?: boolean }>().json === true;

  function tell(failure: CommandFailure): void {
    exitCode = failure.exitCode;
    if (isJson()) {
      const { code, message, details } = failure;
      errors.write(`${JSON.stringify({ error: { code, message, details } })}\n`);
    } else errors.write(`${paintWhen(errors.colour)('red', say('error_label'))}${failure.message}\n`);
  }

  function failureOf(error: unknown): CommandFailure | null {
    if (error instanceof CommandFailure) return error;
    if (!(error instanceof ApiError)) return null;
    if (error.code === 'unreachable') return unreachable(server, error, say);
    // What a server says in one language is English; its code has words of ours.
    const plain = language === 'zh' ? `${refusalsZh[error.code]}：${error.message}` : error.message;
    const said = error.words?.[language] ?? plain;
    const hint = error.status === 401 ? `\n${say('sign_in_hint')}` : '';
    return new CommandFailure(exitCodes.failed, error.code, said + hint, error.details);
  }

  return {
    caller,
    language,
    say,
    paint,
    get json() {
      return isJson();
    },
    print: (text) => output.write(`${text}\n`),
    printJson: (value) => output.write(`${JSON.stringify(value, null, 2)}\n`),
    printTable: (rows, shape) =>
      output.write(table(rows, shape, paint, output.terminal ? output.columns : null)),
    note: (text) => errors.write(`${text}\n`),
    connect: () => {
      server = findServer(caller, say, language);
      return createClient({ url: server.url, token: server.token, tool: 'cli' });
    },
    action:
      (work) =>
      async (...args) => {
        try {
          exitCode = await work(...args);
        } catch (error) {
          if (error instanceof InvalidArgumentError) throw error;
          const failure = failureOf(error);
          // A bug: its stack is what helps.
          if (failure === null) throw error;
          tell(failure);
        }
      },
    get exitCode() {
      return exitCode;
    },
  };
}
