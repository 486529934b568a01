import type { Caller } from '../../src/cli/environment.ts';

/** A caller of the command line whose output is kept. */
export interface TestCaller extends Caller {
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export interface TestCallerOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly input?: string;
  readonly terminal?: boolean;
}

/** `drover ARGS…` as called from a script, or from a terminal of 80 columns. */
export function testCaller(args: readonly string[], options: TestCallerOptions = {}): TestCaller {
  const written = { out: '', err: '' };
  const { terminal = false } = options;
  return {
    args,
    env: { ...options.env },
    folder: options.folder ?? '/nowhere',
    output: {
      write: (text) => {
        written.out += text;
      },
      terminal,
      colour: terminal,
      columns: 80,
    },
    errors: {
      write: (text) => {
        written.err += text;
      },
      terminal,
      colour: false,
      columns: 80,
    },
    now: () => Date.now(),
    interactive: terminal,
    readLine: async () => options.input?.split('\n')[0] ?? '',
    readInput: async () => options.input ?? '',
    stdout: () => written.out,
    stderr: () => written.err,
  };
}
