/** What a proof came to. */
export interface ProofResult {
  readonly ok: boolean;
  /** What was seen, one fact a line, with its numbers. */
  readonly lines: readonly string[];
}

/** A demonstration that takes too long for `npm test`. Each file of test/proofs exports one as `proof`. */
export interface Proof {
  /** As `npm run prove -- NAME` names it. */
  readonly name: string;
  /**
   * Its short form measures time, memory or processor time against a limit: `at work` nothing runs beside it, `at rest`
   * only what waits.
   */
  readonly measures?: 'at work' | 'at rest';
  /**
   * Runs it. `short` asks for the form that CI has time for. A thrown error is a failed proof.
   * It leaves no process and no file behind.
   */
  run(short: boolean): Promise<ProofResult>;
}
