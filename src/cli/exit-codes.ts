/** Exit codes of every command: done; the thing failed; wrong usage or configuration; the server can't be reached. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
