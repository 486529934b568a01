/** What the page of dead letters says of a cause: rules without effects. */
import { errorLine } from '../../../../src/contract/error-line.ts';
import { runErrorTypes } from '../../../../src/contract/error-types.ts';
import { ownWordsIn } from '../../../../src/contract/own-words.ts';
import type { DeadLetterState } from '../../../../src/contract/run-states.ts';
import type { Language } from '../../words/words.ts';

/** What stands in the address. */
export interface DeadLetterSearch {
  /** Default `open`. */
  readonly state?: string;
  /** The cause that is looked at. */
  readonly group?: string;
  readonly flow?: string;
  readonly platform?: string;
}

export const letterTypes = [...runErrorTypes, 'OTHER'] as const;
export type LetterType = (typeof letterTypes)[number];

/** The error type for words and remedies; `OTHER` for messages that were not understood. */
export function typeOf(type: string): LetterType {
  return letterTypes.find((known) => known === type) ?? 'OTHER';
}

/** A cause for people: without its type, and with … for what differs from run to run. */
export function causeTitle(cause: string, language: Language): string {
  const at = cause.indexOf(': ');
  const text = (at === -1 ? cause : ownWordsIn(cause.slice(at + 2), language, cause.slice(0, at)))
    .replace(/<(?:n|value|path|url)>/g, '…')
    // Where a number stood before the words: 「500: 系统繁忙」.
    .replace(/^…\s*[:：]\s*/, '')
    .trim();
  return text === '' ? cause : text;
}

/** A longer line may be cut where it stands alone, characters. */
const longLine = 120;

/** An error as a cause shows it: the line that tells most, and all of it where that is more; null: it is not. */
export function errorParts(
  error: { readonly type: string; readonly message: string },
  language: Language,
): {
  readonly line: string;
  readonly whole: string | null;
} {
  const line = errorLine(error, language);
  const whole = ownWordsIn(error.message.trimEnd(), language, error.type);
  return { line, whole: whole.trim() === line && line.length <= longLine ? null : whole };
}

const remedySteps: Readonly<Record<LetterType, 1 | 2 | 3>> = {
  LOGIN_EXPIRED: 2,
  CAPTCHA: 2,
  RISK_CONTROL: 3,
  PAGE_CHANGED: 2,
  BUSINESS: 2,
  TRANSIENT: 1,
  NODE: 2,
  EXIT: 2,
  TIMEOUT: 2,
  RESOURCES: 2,
  PERMISSION: 2,
  CONFIG: 2,
  EXPIRED: 1,
  ENGINE: 1,
  OTHER: 2,
};

/** Numbers of the steps that mend it, in order. */
export function stepsOf(type: LetterType): readonly (1 | 2 | 3)[] {
  return ([1, 2, 3] as const).slice(0, remedySteps[type]);
}

/** Rates offered for a retry of many, per second; those under one are said per minute. */
export const rates = [10 / 60, 0.5, 1, 5, 20, 50] as const;

/** A rate that is through within some minutes, yet slow enough to stop. */
export function sensibleRate(count: number): number {
  return rates.find((rate) => count / rate <= 300) ?? 50;
}

/** In which words a rate is said, and with which number. */
export function rateWords(rate: number): {
  readonly key: 'rate.minute' | 'rate.second';
  readonly count: number;
} {
  return rate < 1
    ? { key: 'rate.minute', count: Math.round(rate * 60) }
    : { key: 'rate.second', count: rate };
}

/** States as tabs, in the order of a letter's life. */
export const letterTabs: readonly DeadLetterState[] = ['open', 'retried', 'ignored', 'archived'];

/** Reads what a person typed: a JSON object, or what is wrong with it. */
export function objectIn(
  text: string,
):
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly detail: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { ok: false, detail: text.trim().slice(0, 40) };
    // An object of JSON has text keys.
    return { ok: true, value: value as Record<string, unknown> };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
