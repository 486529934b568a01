/** How one thing stands: as it should be, worth knowing, or in the way of work. */
export type FindingState = 'ok' | 'warning' | 'broken';

/** What one check of `drover doctor` found, in the user's language. */
export interface Finding {
  /** Stable, for machines. */
  readonly check: string;
  readonly state: FindingState;
  readonly text: string;
  /** What to do about it; null: nothing. */
  readonly remedy: string | null;
}

export function good(check: string, text: string): Finding {
  return { check, state: 'ok', text, remedy: null };
}

export function warning(check: string, text: string, remedy: string): Finding {
  return { check, state: 'warning', text, remedy };
}

export function broken(check: string, text: string, remedy: string): Finding {
  return { check, state: 'broken', text, remedy };
}
