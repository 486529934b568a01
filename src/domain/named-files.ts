import { fileParamPattern } from '../contract/upload.ts';
import { pointerOf } from './input-faults.ts';

/** An uploaded file that parameters name. */
export interface NamedFile {
  readonly id: string;
  /** JSON pointer of where, below the one given. */
  readonly path: string;
}

/** The uploaded files that a value names, at any depth. */
export function namedFiles(value: unknown, path: string): NamedFile[] {
  if (typeof value === 'string') {
    const [, id] = fileParamPattern.exec(value) ?? [];
    return id === undefined ? [] : [{ id, path }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => namedFiles(inner, path + pointerOf([name])));
}
