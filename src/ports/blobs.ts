/** Keeps large things: run logs, artifacts, long trace fields. Keys are `/`-separated paths of safe characters. */
export interface Blobs {
  /** Appends to a blob (made when absent) and resolves with its new size in bytes. Appends to one key keep their order. */
  append(key: string, chunk: Uint8Array): Promise<number>;
  /** Bytes `[from, to)` of a blob; empty when it does not exist or `from` is at its end. */
  read(key: string, from: number, to?: number): Promise<Uint8Array>;
  /** Size in bytes; 0 when it does not exist. */
  size(key: string): Promise<number>;
  /** Removes the blob of this key, or every blob whose key lies under it (`key/…`); none is fine. */
  removeAll(key: string): Promise<void>;
}
