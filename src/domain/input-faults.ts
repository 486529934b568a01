import type { z } from 'zod';
import type { Fault } from '../contract/problem.ts';
import { didYouMean } from './did-you-mean.ts';
import { DroverError } from './drover-error.ts';

type Issue = z.core.$ZodIssue;

/**
 * What a schema finds wrong with an input, in words, each with its JSON pointer. `known` are the names of the input's own
 * members, for "did you mean".
 */
export function inputFaults(issues: readonly Issue[], known: readonly string[] = []): Fault[] {
  return issues.flatMap((issue) => faultsOf(issue, known));
}

function faultsOf(issue: Issue, known: readonly string[]): Fault[] {
  const path = pointerOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = issue.path.length === 0 ? didYouMean(key, known) : undefined;
      return {
        path: `${path}${pointerOf([key])}`,
        message: meant === undefined ? 'is not known here' : `is not known here (did you mean "${meant}"?)`,
      };
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that was probably meant has the fewest faults of its own, deep ones before one at its root.
    const best = issue.errors.toSorted((a, b) => weight(a) - weight(b));
    const [first] = best;
    if (first !== undefined && !first.some(isRoot)) {
      return inputFaults(first).map((fault) => ({ path: `${path}${fault.path}`, message: fault.message }));
    }
    const messages = new Set(
      best
        .flat()
        .filter(isRoot)
        .map((inner) => inner.message),
    );
    return [{ path, message: [...messages].join(', or: ') }];
  }
  return [{ path, message: issue.message }];
}

const isRoot = (issue: Issue): boolean => issue.path.length === 0 && issue.code !== 'unrecognized_keys';
const weight = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (isRoot(issue) ? 100 : 1), 0);

/** A JSON pointer. Source: RFC 6901. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Faults named in a message; all are in its details. */
const namedFaults = 5;

/** The `bad_request` of an input that its schema refuses: the faults in words, all of them in its details. */
export function badRequest(faults: readonly Fault[]): DroverError {
  const words = faults.map((fault) => `${fault.path === '' ? 'the body' : fault.path} ${fault.message}`);
  const more = words.length > namedFaults ? `; and ${words.length - namedFaults} more` : '';
  return new DroverError(
    'bad_request',
    `The request can't be used: ${words.slice(0, namedFaults).join('; ')}${more}.`,
    { details: { faults } },
  );
}
