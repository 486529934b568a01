import { DroverError } from '../../domain/drover-error.ts';

/** The error for an id that no run has (any more). */
export function unknownRun(id: string): DroverError {
  return new DroverError(
    'unknown_run',
    `There is no run "${id}". It may have been removed with the old history.`,
  );
}
