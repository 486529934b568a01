/** A file that an attempt keeps, opened for reading. */
export interface ArtifactSource {
  /** As the contract has it: a path of plain parts. */
  readonly name: string;
  /** Bytes that are kept; more that are written later are not. */
  readonly size: number;
  /** At most `length` bytes from an offset; fewer, or none, where the file has become shorter. */
  read(from: number, length: number): Promise<Uint8Array>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** What became of a file; `reason` in words. */
export type ArtifactOutcome = { readonly stored: true } | { readonly stored: false; readonly reason: string };
