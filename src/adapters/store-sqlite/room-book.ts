import { BriefMap } from '../../domain/brief-map.ts';
import type { KeyClosure, KeyRecord } from '../../domain/records.ts';
import type { Connection } from './connection.ts';
import { toKey } from './record-rows.ts';

/**
 * Limit keys and holds in memory, beside their rows: admission reads them several times for each run. One process owns
 * the writes of a SQLite database, so memory and rows agree; after a rollback the book is read anew from the rows.
 * Bounded by what is configured and by the room that runs can hold at once.
 */
export class RoomBook {
  readonly #c: Connection;
  #byId = new Map<number, KeyRecord>();
  #byName = new Map<string, KeyRecord>();
  #heldBy = new BriefMap<number, number[]>();
  #counts = new Map<number, number>();

  constructor(connection: Connection) {
    this.#c = connection;
    this.reload();
  }

  /** Forgets what a rolled-back transaction had written. */
  reload(): void {
    this.#byId = new Map();
    this.#byName = new Map();
    this.#heldBy = new BriefMap();
    this.#counts = new Map();
    for (const row of this.#c.all('SELECT * FROM limit_key')) this.put(toKey(row));
    for (const row of this.#c.all('SELECT run_seq, key_id FROM hold'))
      this.hold(Number(row['key_id']), Number(row['run_seq']));
  }

  byId(id: number): KeyRecord | undefined {
    return this.#byId.get(id);
  }

  byName(name: string): KeyRecord | undefined {
    return this.#byName.get(name);
  }

  withPrefix(prefix: string): KeyRecord[] {
    return [...this.#byId.values()].filter((key) => key.name.startsWith(prefix));
  }

  put(key: KeyRecord): void {
    this.#byId.set(key.id, key);
    this.#byName.set(key.name, key);
  }

  remove(id: number): void {
    const key = this.#byId.get(id);
    if (key === undefined) return;
    this.#byId.delete(id);
    this.#byName.delete(key.name);
  }

  setRoom(id: number, room: number | null): void {
    const key = this.#byId.get(id);
    if (key !== undefined) this.put({ ...key, room });
  }

  setClosed(id: number, closed: KeyClosure | null): void {
    const key = this.#byId.get(id);
    if (key !== undefined) this.put({ ...key, closed });
  }

  count(key: number): number {
    return this.#counts.get(key) ?? 0;
  }

  heldBy(runSeq: number): readonly number[] {
    return this.#heldBy.get(runSeq) ?? [];
  }

  hold(key: number, runSeq: number): void {
    const held = this.#heldBy.get(runSeq);
    if (held === undefined) this.#heldBy.set(runSeq, [key]);
    else held.push(key);
    this.#counts.set(key, this.count(key) + 1);
  }

  /** Gives back what the run holds; returns the keys. */
  release(runSeq: number): readonly number[] {
    const held = this.#heldBy.get(runSeq);
    if (held === undefined) return [];
    this.#heldBy.delete(runSeq);
    for (const key of held) {
      const left = this.count(key) - 1;
      if (left === 0) this.#counts.delete(key);
      else this.#counts.set(key, left);
    }
    return held;
  }
}
