const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** The longest time that any option takes: 400 days, in seconds. */
export const longestSeconds = 400 * unitSeconds.d;

const whole = /^\s*(?:\d+(?:\.\d+)?\s*(?:ms|[smhd])\s*)+$/i;
const part = /(\d+(?:\.\d+)?)\s*(ms|[smhd])/gi;

/**
 * Seconds of a time span: a finite number ≥ 0 or its digits ("90"), or amounts with units ms, s, m, h, d, together
 * where several are given ("1h30m"). Undefined when it is none of these.
 */
export function parseDuration(input: unknown): number | undefined {
  if (typeof input === 'number') return Number.isFinite(input) && input >= 0 ? input : undefined;
  if (typeof input !== 'string') return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(input)) return Number(input);
  if (!whole.test(input)) return undefined;
  let milliseconds = 0;
  for (const [, amount, unit] of input.matchAll(part))
    milliseconds += Number(amount) * unitMilliseconds(unit);
  const seconds = Math.round(milliseconds) / 1000;
  return Number.isFinite(seconds) ? seconds : undefined;
}

function unitMilliseconds(unit: string | undefined): number {
  switch (unit?.toLowerCase()) {
    case 'd':
      return unitSeconds.d * 1000;
    case 'h':
      return unitSeconds.h * 1000;
    case 'm':
      return unitSeconds.m * 1000;
    case 's':
      return unitSeconds.s * 1000;
    default:
      return 1;
  }
}

/** A time span as `parseDuration` reads it, in the largest units: 5400 → "1h30m", 0 → "0s". Exact to the millisecond. */
export function formatDuration(seconds: number): string {
  let left = Math.round(seconds * 1000);
  let text = '';
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ] as const) {
    const amount = Math.floor(left / size);
    if (amount > 0) text += `${amount}${unit}`;
    left -= amount * size;
  }
  return text === '' ? '0s' : text;
}
