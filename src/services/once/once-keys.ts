/** Keys of `ctx.once`: how they stand, and what a person says of one whose outcome nobody knows. */
import { isTooDeep, maxJsonDepth } from '../../contract/json-depth.ts';
import { makerWords } from '../../contract/maker-words.ts';
import { maxMemoBytes } from '../../contract/memory-limits.ts';
import type { OnceKey, OnceKeyState, OnceListQuery, ParsedOnceSettleRequest } from '../../contract/once.ts';
import type { PageOf } from '../../contract/paging.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { badRequest, faultAt } from '../../domain/input-faults.ts';
import { isSettledSo, type OnceRecord, onceStateOf, settleVerdict } from '../../domain/once.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Work } from '../dispatch/work.ts';
import { isAtIt } from '../gateway/memory.ts';
import { instant } from '../runs/run-view.ts';

export interface OnceKeysParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
}

export interface OnceKeys {
  /** Those whose time is not over, the last begun first. Throws `bad_cursor`. */
  list(query: OnceListQuery): Promise<PageOf<OnceKey>>;
  /**
   * Says how the effect of a key came out whose outcome is unknown; said twice alike, the first stands. Throws `unknown_once`,
   * `once_under_way`, `once_done`, and `bad_request` for a value that can't be kept.
   */
  settle(request: ParsedOnceSettleRequest, by: string | null): Promise<OnceKey>;
}

type Settled =
  | { readonly verdict: 'settled'; readonly once: OnceKey }
  | { readonly verdict: 'none' }
  | { readonly verdict: 'under_way' | 'done'; readonly held: OnceRecord };

export function createOnceKeys({ dispatcher, history, clock }: OnceKeysParts): OnceKeys {
  return {
    list: async ({ limit, cursor, state, key, run, from, to }) => {
      const filter = {
        ...(state === undefined ? {} : { states: state }),
        ...(key === undefined ? {} : { key }),
        ...(run === undefined ? {} : { runId: run }),
        ...(from === undefined ? {} : { from: Date.parse(from) }),
        ...(to === undefined ? {} : { to: Date.parse(to) }),
      };
      const page = await history.onceKeys(filter, clock.now(), limit, cursor ?? null);
      const items = page.items.map(({ once, underWay }) => toApiOnce(once, onceStateOf(once, underWay)));
      return { items, nextCursor: page.next };
    },

    settle: async (request, by) => {
      checkValue(request.value);
      const settled = await dispatcher.command((work) => settleInWork(work, request, by));
      switch (settled.verdict) {
        case 'settled':
          return settled.once;
        case 'none':
          throw new DroverError('unknown_once', said('no_once', { key: request.key }));
        case 'under_way':
          throw underWay(settled.held);
        case 'done':
          throw done(settled.held);
      }
    },
  };
}

async function settleInWork(
  work: Work,
  { key, happened, value = null, note }: ParsedOnceSettleRequest,
  by: string | null,
): Promise<Settled> {
  const held = await work.tx.once(key);
  if (held === undefined || held.expiresAt <= work.now) return { verdict: 'none' };
  const state = onceStateOf(held, await isAtIt(work, held));
  const verdict = settleVerdict(held, state, happened, () => isValue(held, value));
  if (verdict === 'under_way' || verdict === 'done') return { verdict, held };
  if (verdict === 'already') return { verdict: 'settled', once: toApiOnce(held, state) };
  const { runId, attempt } = held;
  const to = {
    phase: happened ? 'done' : 'freed',
    value: happened ? JSON.stringify(value) : null,
    settled: { happened, by, at: work.now, note: note ?? null, runId, attempt },
  } as const;
  if (!(await work.tx.settleOnce(held, to))) {
    throw new DroverError('store_unavailable', said('once_changed', { key }), {
      kind: 'operational',
      retryable: true,
    });
  }
  work.tellChange('once');
  return { verdict: 'settled', once: toApiOnce({ ...held, ...to }, to.phase) };
}

function isValue(held: OnceRecord, value: unknown): boolean {
  return held.value !== null && canonicalJson(JSON.parse(held.value)) === canonicalJson(value);
}

/** The same limits as those of a value that a flow gives. */
function checkValue(value: unknown): void {
  if (value === undefined) return;
  if (isTooDeep(value)) throw badRequest([faultAt('/value', said('nested_deep', { levels: maxJsonDepth }))]);
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > maxMemoBytes) {
    throw badRequest([faultAt('/value', said('value_bytes', { bytes, most: maxMemoBytes }))]);
  }
}

function underWay({ key, runId, attempt, beganAt }: OnceRecord): DroverError {
  const since = instant(beganAt);
  return new DroverError('once_under_way', said('once_at_it', { key, run: runId, attempt, since }), {
    details: { holder: runId, attempt, since },
  });
}

function done(held: OnceRecord): DroverError {
  const { key, runId, attempt, settled } = held;
  const until = instant(held.expiresAt);
  const who =
    settled !== null && isSettledSo(held)
      ? said('once_by_person', {
          by: settled.by === null ? said('somebody') : makerWords(settled.by),
          at: instant(settled.at),
        })
      : said('once_by_attempt', { run: runId, attempt });
  return new DroverError('once_done', said('once_happened', { key, who, until }), {
    details: { holder: runId, attempt, until },
  });
}

/** A key as the API shows it. */
function toApiOnce(once: OnceRecord, state: OnceKeyState): OnceKey {
  const { key, runId, attempt, settled } = once;
  return {
    key,
    state,
    runId,
    attempt,
    since: instant(once.beganAt),
    until: instant(once.expiresAt),
    settled: settled === null ? null : { ...settled, at: instant(settled.at) },
  };
}
