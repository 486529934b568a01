/** One page of a list; `next` continues it, null on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
