/** What an exec's run keeps beside the run itself. */
export interface ExecRecord {
  readonly runSeq: number;
  /** As the caller gave it, or made for it. */
  readonly sid: string;
  /** Keyed hash of everything that the caller asked for, its token included. */
  readonly fingerprint: string;
  /** The caller's token, encrypted; null once the run has ended. */
  readonly sealedToken: string | null;
}

export interface ExecTx {
  putExec(record: ExecRecord): Promise<void>;
  exec(runSeq: number): Promise<ExecRecord | undefined>;
  /** Removes the caller's token; harmless where there is none. */
  eraseExecToken(runSeq: number): Promise<void>;
}
