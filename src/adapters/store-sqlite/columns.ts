import type { SqlRow } from './connection.ts';

/** SQLite gives numbers, bigints, text, blobs or null; STRICT tables hold the declared type only. */
type Scalar = string | number | bigint | null | undefined;

function scalar(row: SqlRow, column: string): Scalar {
  // No column of ours holds a blob.
  return row[column] as Scalar;
}

export function text(row: SqlRow, column: string): string {
  return String(scalar(row, column));
}

export function maybeText(row: SqlRow, column: string): string | null {
  const value = scalar(row, column);
  return value === null || value === undefined ? null : String(value);
}

export function int(row: SqlRow, column: string): number {
  return Number(scalar(row, column));
}

export function maybeInt(row: SqlRow, column: string): number | null {
  const value = scalar(row, column);
  return value === null || value === undefined ? null : Number(value);
}

/** A word of a closed set `T`, which the column's CHECK or this adapter's own writes guarantee. */
export function word<T extends string>(row: SqlRow, column: string): T {
  // See above: nothing else can stand there.
  return text(row, column) as T;
}

/** JSON that this adapter has written from a `T`, or null. */
export function json<T>(row: SqlRow, column: string): T | null {
  const value = maybeText(row, column);
  // Only this adapter writes the column, and from a T.
  return value === null ? null : (JSON.parse(value) as T);
}
