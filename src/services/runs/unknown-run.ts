import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';

/** The error for an id that no run has (any more). */
export function unknownRun(id: string): DroverError {
  return new DroverError('unknown_run', said('no_run', { id }));
}
