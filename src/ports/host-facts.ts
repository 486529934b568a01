/** What the machine says of the server's own places; nothing rejects. */
export interface HostFacts {
  /** Whether the data folder can be written; `detail` is the system's reason. */
  dataFolder(): Promise<{ readonly path: string; readonly writable: boolean; readonly detail: string }>;
  /** Free and all bytes of the disk that holds it; null: not to be told. */
  disk(): Promise<{ readonly free: number; readonly total: number } | null>;
  /** Bytes of the database with its log; null: it is not a file. */
  databaseBytes(): Promise<number | null>;
}
