/** Dead letters: what waits for a person. Reading never consumes; each decision is one transaction. */
import type { Bilingual } from '../../contract/bilingual.ts';
import type {
  DeadLetter,
  DeadLetterDetail,
  DeadLetterGroup,
  DeadLetterListQuery,
  LetterAction,
  ParsedRetryLetterRequest,
} from '../../contract/dead-letter.ts';
import type { PageOf } from '../../contract/paging.ts';
import type { SubmitResponse } from '../../contract/submit.ts';
import { causeType, letterSeq, type UnreadMessage } from '../../domain/dead-letter.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { faultAt } from '../../domain/input-faults.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DeadLetterView } from '../../ports/dead-letters.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Submission } from '../dispatch/submission.ts';
import { draftRun } from '../intake/draft.ts';
import { resolveFlow } from '../intake/resolve-flow.ts';
import { platformOf } from '../intake/shop-platform.ts';
import { draftRetry } from '../runs/retry.ts';
import { instant } from '../runs/run-view.ts';
import type { Runs } from '../runs/runs.ts';
import { causeWords, letterFilterOf, originalOf, toApiLetter } from './letter-view.ts';
import { retryLetterInWork, setLetterAside, unknownLetter } from './settle-letter.ts';

export interface DeadLettersParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly runs: Pick<Runs, 'attempts'>;
}

/** A letter is named by its own id or by its run's. All throw `unknown_dead_letter`. */
export interface DeadLetters {
  /** Newest first. Throws `bad_cursor`. */
  list(query: DeadLetterListQuery): Promise<PageOf<DeadLetter>>;
  /** By cause, the largest first; of open letters unless a state is given. Throws `bad_cursor`. */
  groups(query: DeadLetterListQuery): Promise<PageOf<DeadLetterGroup>>;
  /** With the original message and every attempt. */
  get(id: string): Promise<DeadLetterDetail>;
  /**
   * A new run with a new id, linked with the old one both ways; again: that same run. Throws `invalid_params`,
   * `params_too_large`, `unknown_flow`, and `unread_message` for a message without a request in its place.
   */
  retry(id: string, edit: ParsedRetryLetterRequest, by: string | null): Promise<SubmitResponse>;
  /** Throws `dead_letter_settled` when the letter has another end already. */
  setAside(
    id: string,
    action: Exclude<LetterAction, 'retry'>,
    note: string | null,
    by: string | null,
  ): Promise<DeadLetter>;
  /** Keeps a message that could not be understood, with its raw body, and why where that can be said; returns the letter's number. */
  keepMessage(message: UnreadMessage, cause: string, words?: Bilingual): Promise<number>;
}

export function createDeadLetters(parts: DeadLettersParts): DeadLetters {
  const { dispatcher, history, clock, ids } = parts;

  const find = async (id: string): Promise<DeadLetterView & { readonly message: UnreadMessage | null }> => {
    const seq = letterSeq(id);
    const found = await history.deadLetter(seq === null ? { runId: id } : { seq });
    if (found === undefined) throw unknownLetter(id);
    return found;
  };

  const submissionOf = async (
    view: DeadLetterView,
    edit: ParsedRetryLetterRequest,
    by: string | null,
  ): Promise<Submission> => {
    const { run } = view;
    if (run !== null) {
      if (edit.request !== undefined) throw notForRuns();
      return draftRetry(dispatcher.catalog, run, edit, ids.next('run'), clock.now(), by);
    }
    if (edit.request === undefined) throw needsRequest();
    const flow = resolveFlow(dispatcher.catalog, edit.request);
    const platform = await platformOf(edit.request, flow, history);
    const made = draftRun(edit.request, flow, platform, ids.next('run'), clock.now(), {
      source: 'retry',
      createdBy: by,
      batchId: null,
      byPerson: false,
    });
    return {
      run: made,
      onDuplicate: edit.request.onDuplicate ?? 'attach',
      requirementTags: flow.tags,
      idempotency: null,
    };
  };

  return {
    list: async (query) => {
      const page = await history.deadLetters(letterFilterOf(query), query.limit, query.cursor ?? null);
      return { items: page.items.map(toApiLetter), nextCursor: page.next };
    },

    groups: async (query) => {
      const filter = letterFilterOf({ ...query, state: query.state ?? ['open'] });
      const page = await history.deadLetterGroups(filter, query.limit, query.cursor ?? null);
      const items = page.items.map((group) => {
        const words = causeWords(group.sample.letter);
        return {
          ...group,
          ...(words === null ? {} : { words }),
          type: causeType(group.cause),
          firstAt: instant(group.firstAt),
          lastAt: instant(group.lastAt),
          sample: toApiLetter(group.sample),
        };
      });
      return { items, nextCursor: page.next };
    },

    get: async (id) => {
      const view = await find(id);
      const attempts = view.run === null ? [] : await parts.runs.attempts(view.run.id);
      return { deadLetter: toApiLetter(view), original: originalOf(view, view.message), attempts };
    },

    retry: async (id, edit, by) => {
      const view = await find(id);
      const { seq } = view.letter;
      const submission = view.letter.state === 'retried' ? null : await submissionOf(view, edit, by);
      const answer = await dispatcher.command(async (work) => {
        const letter = await work.tx.deadLetterBySeq(seq);
        if (letter === undefined) return null;
        return retryLetterInWork(work, letter, submission, { name: by, note: edit.note ?? null });
      });
      if (answer === null) throw unknownLetter(id);
      return answer;
    },

    setAside: async (id, action, note, by) => {
      const { letter } = await find(id);
      const found = await dispatcher.command(async (work) => {
        const now = await work.tx.deadLetterBySeq(letter.seq);
        if (now === undefined) return null;
        await setLetterAside(work, now, action, { name: by, note });
        const after = await work.tx.deadLetterBySeq(letter.seq);
        const run = letter.runSeq === null ? undefined : await work.run(letter.runSeq);
        return after === undefined ? null : { letter: after, run: run ?? null };
      });
      if (found === null) throw unknownLetter(id);
      return toApiLetter(found);
    },

    keepMessage: (message, cause, words) =>
      dispatcher.command((work) => {
        work.tellChange('dead-letters');
        return work.tx.insertUnreadMessage(message, work.now, cause, words);
      }),
  };
}

function needsRequest(): DroverError {
  return new DroverError('unread_message', said('letter_needs_request'), {
    details: { faults: [faultAt('/request', said('missing'))] },
  });
}

function notForRuns(): DroverError {
  return new DroverError('bad_request', said('letter_takes_no_request'), {
    details: { faults: [faultAt('/request', said('not_of_run'))] },
  });
}
