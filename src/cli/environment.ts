import { createInterface } from 'node:readline';

/** What the command line takes from its caller: the one place of `src/cli` that reads the environment and the clock. */
export interface Caller {
  /** Arguments after the program's own name. */
  readonly args: readonly string[];
  /** Live: what is set here is seen by configuration files and child processes. */
  readonly env: Record<string, string | undefined>;
  /** Working folder; relative paths start there. */
  readonly folder: string;
  readonly output: Output;
  readonly errors: Output;
  /** Wall time, ms since epoch. */
  now(): number;
  /** Whether a person can be asked something. */
  readonly interactive: boolean;
  /** Resolves with the next line that a person types; empty where there is none. */
  readLine(): Promise<string>;
  /** Resolves with what is piped in, as text. */
  readInput(): Promise<string>;
}

/** Standard output or standard error. */
export interface Output {
  write(text: string): void;
  /** Whether a person reads it. */
  readonly terminal: boolean;
  readonly colour: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
}

/** This process's caller. */
export function processCaller(): Caller {
  return {
    args: process.argv.slice(2),
    env: process.env,
    folder: process.cwd(),
    output: outputOf(process.stdout),
    errors: outputOf(process.stderr),
    now: () => Date.now(),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    readLine: async () => {
      const lines = createInterface({ input: process.stdin, terminal: false });
      const typed = await lines[Symbol.asyncIterator]().next();
      lines.close();
      return typed.done === true ? '' : typed.value;
    },
    readInput: async () => {
      const chunks: Buffer[] = [];
      // A standard input without an encoding yields buffers.
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

/** Colour by https://no-color.org and only where a person reads. */
function outputOf(stream: NodeJS.WriteStream): Output {
  const plain = (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb';
  // A reader that has gone (`drover runs ls | head`) is no fault.
  stream.on('error', () => undefined);
  return {
    write: (text) => void stream.write(text),
    terminal: stream.isTTY === true,
    colour: stream.isTTY === true && !plain,
    get columns() {
      // Some terminals say 0.
      return stream.columns > 0 ? stream.columns : 80;
    },
  };
}

/** Keeps this process alive, which the injected clock's timers don't, until the returned function is called. */
export function keepAlive(): () => void {
  const timer = setInterval(() => undefined, 2 ** 31 - 1);
  return () => clearInterval(timer);
}
