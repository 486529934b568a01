/** Encodings in which a file of the console may lie beside itself, the best first, by the names that HTTP has for them. */
export const consoleEncodings = ['br', 'gzip'] as const;
export type ConsoleEncoding = (typeof consoleEncodings)[number];

/** A file of the built console. */
export interface ConsoleFile {
  readonly content: Uint8Array;
  readonly encoding: ConsoleEncoding | null;
  /** Its name changes with its content, so it can be kept for ever. */
  readonly immutable: boolean;
  /** Changes with the content. */
  readonly tag: string;
}

/** The built console: its page and its files. */
export interface ConsoleFiles {
  /** The page's HTML; null: the console has not been built here. */
  page(): Promise<string | null>;
  /** A file by its path, without a slash at the start, in the best of the encodings taken; null: there is none. */
  file(path: string, taken: readonly ConsoleEncoding[]): Promise<ConsoleFile | null>;
}
