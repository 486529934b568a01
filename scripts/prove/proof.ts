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
   * What its short form holds against a limit: `time` needs a machine on which nothing runs beside it; `use` is what processes
   * use of memory and processors.
   */
  readonly measures?: 'time' | 'use';
  /**
   * Runs it. `short` asks for the form that CI has time for. A thrown error is a failed proof.
   * It leaves no process and no file behind.
   */
  run(short: boolean): Promise<ProofResult>;
}
