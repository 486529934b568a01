/** Error classes that a program can name itself (contracts: program messages). */
export const programErrorTypes = [
  'LOGIN_EXPIRED',
  'CAPTCHA',
  'RISK_CONTROL',
  'PAGE_CHANGED',
  'BUSINESS',
  'TRANSIENT',
  'NODE',
] as const;

/** All error types of a run: those a program names, and those that the node or server finds. */
export const runErrorTypes = [
  ...programErrorTypes,
  'EXIT',
  'TIMEOUT',
  'RESOURCES',
  'PERMISSION',
  'CONFIG',
  'EXPIRED',
  'ENGINE',
] as const;
export type RunErrorType = (typeof runErrorTypes)[number];

/** Longest error message kept, in characters: the last 4 KiB of what a program said. */
export const maxErrorMessage = 4096;
