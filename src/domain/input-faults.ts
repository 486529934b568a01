import type { z } from 'zod';
import type { Bilingual } from '../contract/bilingual.ts';
import type { Fault } from '../contract/problem.ts';
import { didYouMean } from './did-you-mean.ts';
import { DroverError } from './drover-error.ts';
import { issueWords } from './issue-words.ts';
import { alternatives, nothingSaid, phrases, said } from './refusals/said.ts';

type Issue = z.core.$ZodIssue;

/** A fault that this server has found: always told in both languages. */
export type ToldFault = Fault & { readonly words: Bilingual };

/** A fault at a path, which is a JSON pointer into the body or `?name` of the query. */
export function faultAt(path: string, words: Bilingual): ToldFault {
  return { path, message: words.en, words };
}

/**
 * What a schema finds wrong with an input, in words, each with its JSON pointer. `known` are the names of the input's own
 * members, for "did you mean".
 */
export function inputFaults(issues: readonly Issue[], known: readonly string[] = []): ToldFault[] {
  return issues.flatMap((issue) => faultsOf(issue, known));
}

function faultsOf(issue: Issue, known: readonly string[]): ToldFault[] {
  const path = pointerOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = issue.path.length === 0 ? didYouMean(key, known) : undefined;
      return faultAt(
        `${path}${pointerOf([key])}`,
        meant === undefined ? said('member_not_known') : said('member_meant', { meant }),
      );
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that was probably meant has the fewest faults of its own, deep ones before one at its root.
    const best = issue.errors.toSorted((a, b) => weight(a) - weight(b));
    const [first] = best;
    if (first !== undefined && !first.some(isRoot)) {
      return inputFaults(first).map((fault) => faultAt(`${path}${fault.path}`, fault.words));
    }
    const all = new Map(
      best
        .flat()
        .filter(isRoot)
        .map(issueWords)
        .map((words) => [words.en, words]),
    );
    return [faultAt(path, alternatives([...all.values()]))];
  }
  return [faultAt(path, issueWords(issue))];
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
export function badRequest(faults: readonly ToldFault[]): DroverError {
  const named = faults
    .slice(0, namedFaults)
    .map((fault) => placed(fault.path === '' ? said('the_body') : fault.path, fault.words));
  const more =
    faults.length > namedFaults ? said('faults_more', { count: faults.length - namedFaults }) : nothingSaid;
  return new DroverError('bad_request', said('request_faulty', { faults: phrases(named), more }), {
    details: { faults },
  });
}

/** A fault behind its place, as a sentence lists it. */
export function placed(place: string | Bilingual, { en, zh }: Bilingual): Bilingual {
  if (typeof place === 'string') return { en: `${place} ${en}`, zh: `${place} ${zh}` };
  return { en: `${place.en} ${en}`, zh: `${place.zh}${zh}` };
}
