/** One line of a log file as it is shown: instant, level, who said it, the words, further fields, and a fault's stack. */
export interface LogRecord {
  /** ms since epoch. */
  readonly at: number;
  readonly level: string;
  /** Whose file it is in: `server`, `node`. */
  readonly source: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Null: no fault, or one without a stack. */
  readonly stack: string | null;
}

/** Source: pino's levels. */
const levels: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** The level's number by pino; of an unknown word the number of `info`. */
export function levelNumber(level: string): number {
  const [number = '30'] = Object.entries(levels).find(([, name]) => name === level) ?? [];
  return Number(number);
}

/** Reads one line; null when it is none of a log's (cut by a crash, another program's). */
export function logRecord(line: string, source: string): LogRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const {
    time,
    level,
    msg,
    pid: _pid,
    hostname: _host,
    error,
    err,
    ...fields
  } = value as Record<string, unknown>; // cast: an object has string keys
  const at = typeof time === 'string' ? Date.parse(time) : Number(time);
  if (Number.isNaN(at)) return null;
  const fault = faultOf(error ?? err);
  return {
    at,
    level: levels[Number(level)] ?? 'info',
    source,
    message: typeof msg === 'string' ? msg : '',
    fields: fault.words === null ? fields : { ...fields, error: fault.words },
    stack: fault.stack,
  };
}

function faultOf(error: unknown): { readonly words: string | null; readonly stack: string | null } {
  if (typeof error === 'string') return { words: error, stack: null };
  if (typeof error !== 'object' || error === null) return { words: null, stack: null };
  const { stack = null, message = '' } = error as { stack?: unknown; message?: unknown }; // cast: both are looked at
  return typeof stack === 'string'
    ? { words: null, stack }
    : { words: typeof message === 'string' ? message : JSON.stringify(error), stack: null };
}
