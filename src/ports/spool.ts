import type { ResultFrame } from '../contract/link.ts';

/** Keeps results on the node's disk until the server has acknowledged them; survives the node's death. */
export interface Spool {
  /** Results not yet acknowledged, oldest first; read once at start. */
  load(): readonly ResultFrame[];
  /** Written before the result is first sent. */
  add(result: ResultFrame): void;
  /** Acknowledged: forget it. Unknown ones are ignored. */
  remove(run: string, attempt: number): void;
}
