import type { ExitCode } from './exit-codes.ts';

/** Ends a command with an exit code and what its user is told, already in the user's language. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;
  /** Stable; `usage` where the command line itself is at fault. */
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    exitCode: ExitCode,
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
    this.code = code;
    this.details = details;
  }
}
