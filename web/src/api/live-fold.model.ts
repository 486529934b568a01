/**
 * How live events change what was read: rules without effects. A run's state and progress change in place; everything
 * that counts or derives is read anew. Nothing is added to a list, removed or moved: that is the page's to offer.
 */
import type { PageOf } from '../../../src/contract/paging.ts';
import type { BlockedBy, Run } from '../../../src/contract/run.ts';
import { isFinal } from '../../../src/contract/run-states.ts';
import type { ChangedArea, FeedEvent } from '../../../src/contract/stream-events.ts';

export type RunEvent = Exclude<FeedEvent, { event: 'reset' | 'slot' | 'alarm' | 'node' | 'change' }>;

/** First words of the keys that are read anew after an event of this kind. */
export const refreshedBy: Readonly<Record<RunEvent['event'], readonly string[]>> = {
  state: [
    'overview',
    'run-stats',
    'nodes',
    'queues',
    'batches',
    'dead-letters',
    'shops',
    'system',
    'schedules',
    'why',
  ],
  step: [],
  progress: [],
  cancel_requested: [],
  artifact: [],
};

/** The same after what belongs to no run: an alert of a schedule's slot, an alarm of the broker or its end, news of a node. */
export const refreshedByAlert: Readonly<Record<'slot' | 'alarm' | 'node', readonly string[]>> = {
  slot: ['schedules', 'overview'],
  alarm: ['queues', 'system', 'system-health', 'readiness', 'overview'],
  node: ['nodes', 'queues', 'overview', 'why'],
};

/** The same after what somebody decided, here or elsewhere. */
export const refreshedByChange: Readonly<Record<ChangedArea, readonly string[]>> = {
  'dead-letters': ['dead-letters', 'system', 'overview'],
  schedules: ['schedules', 'overview'],
  shops: ['shops', 'names', 'queues', 'overview', 'why'],
  system: ['system', 'system-health', 'readiness', 'queues', 'overview', 'why'],
  once: ['once'],
};

/** The blocker, as far as an event tells it: its key, and why. */
export function blockedByEvent(key: string, reason: string | undefined): BlockedBy {
  const kinds = ['shop', 'flow', 'platform', 'business', 'pool'] as const;
  const head = key.split(':', 1)[0];
  return {
    key,
    kind: kinds.find((kind) => kind === head) ?? 'limit',
    reason: reason === 'paused' || reason === 'parked' ? 'paused' : reason === 'no_node' ? 'no_node' : 'full',
    note: null,
  };
}

/** The run after the event; the same object when it changes nothing that a list shows, or is older than the run. */
export function runAfter(run: Run, event: RunEvent): Run {
  const { data } = event;
  if (data.attempt < run.attempt) return run;
  if (event.event === 'progress') {
    if (run.state !== 'running') return run;
    return { ...run, progress: { value: event.data.value, note: event.data.note } };
  }
  if (event.event === 'cancel_requested') return { ...run, cancelRequestedAt: event.data.at };
  if (event.event !== 'state') return run;
  const { to, at, attempt, code, error, blockedBy, reason } = event.data;
  if (isFinal(run.state) && !isFinal(to)) return run;
  const starts = to === 'running' && run.state !== 'running';
  return {
    ...run,
    state: to,
    attempt,
    code: code ?? (isFinal(to) ? null : run.code),
    error: error ?? (to === 'succeeded' || to === 'running' ? null : run.error),
    blockedBy: to === 'blocked' && blockedBy !== undefined ? blockedByEvent(blockedBy, reason) : null,
    queuedAt: to === 'queued' ? at : run.queuedAt,
    startedAt: starts ? at : run.startedAt,
    endedAt: isFinal(to) ? at : null,
    nodeId: to === 'running' ? (starts ? null : run.nodeId) : run.nodeId,
    progress: starts ? null : run.progress,
  };
}

/** Pages of a list, as TanStack Query keeps them. */
export interface Pages {
  readonly pages: readonly PageOf<Run>[];
  readonly pageParams: readonly unknown[];
}

/** The pages after the events; the same object when none of their runs changed. */
export function pagesAfter(pages: Pages, events: ReadonlyMap<string, readonly RunEvent[]>): Pages {
  let changed = false;
  const after = pages.pages.map((page) => {
    let pageChanged = false;
    const items = page.items.map((run) => {
      const next = (events.get(run.id) ?? []).reduce(runAfter, run);
      if (next !== run) pageChanged = true;
      return next;
    });
    if (!pageChanged) return page;
    changed = true;
    return { ...page, items };
  });
  return changed ? { ...pages, pages: after } : pages;
}
