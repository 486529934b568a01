/**
 * The keys of everything that is read from the server; the first word is what live events refresh (live-fold.model.ts).
 * A page adds its own here.
 */
import type { NodeFilter, RunFilter, ShopFilter } from '../../../src/client/index.ts';

export const queryKeys = {
  session: ['session'] as const,
  overview: ['overview'] as const,
  runs: {
    all: ['runs'] as const,
    lists: ['runs', 'list'] as const,
    list: (filter: RunFilter) => ['runs', 'list', filter] as const,
    one: (id: string) => ['runs', 'one', id] as const,
    /** Whatever belongs to one run: attempts, artifacts, its diagnosis. */
    part: (id: string, part: string) => ['runs', 'part', id, part] as const,
    /** Why it isn't running: changes with what it waits for, too. */
    why: (id: string) => ['why', id] as const,
    stats: (filter: object) => ['run-stats', filter] as const,
  },
  flows: { all: ['flows'] as const, one: (name: string) => ['flows', 'one', name] as const },
  /** What shops and nodes are called: not read anew with every event of a run. */
  names: { shops: ['names', 'shops'] as const, nodes: ['names', 'nodes'] as const },
  shops: { all: ['shops'] as const, list: (filter: ShopFilter) => ['shops', 'list', filter] as const },
  nodes: { all: ['nodes'] as const, list: (filter: NodeFilter) => ['nodes', 'list', filter] as const },
  queues: ['queues', 'pools'] as const,
  broker: ['queues', 'broker'] as const,
  batches: { all: ['batches'] as const, one: (id: string) => ['batches', 'one', id] as const },
  deadLetters: {
    all: ['dead-letters'] as const,
    groups: (filter: object) => ['dead-letters', 'groups', filter] as const,
    list: (filter: object) => ['dead-letters', 'list', filter] as const,
    one: (id: string) => ['dead-letters', 'one', id] as const,
    jobs: ['dead-letters', 'jobs'] as const,
  },
  once: { all: ['once'] as const, one: (key: string) => ['once', 'one', key] as const },
  schedules: {
    all: ['schedules'] as const,
    list: ['schedules', 'list'] as const,
    one: (id: string) => ['schedules', 'one', id] as const,
    slots: (id: string, filter: object) => ['schedules', 'slots', id, filter] as const,
    plan: (asked: object) => ['schedules', 'plan', asked] as const,
    backfills: (id: string) => ['schedules', 'backfills', id] as const,
    /** What an expression, a step or a schedule means, and when it fires. */
    preview: (asked: object) => ['schedule-preview', asked] as const,
  },
  config: ['config'] as const,
  system: ['system'] as const,
  systemHealth: ['system-health'] as const,
  tokens: ['tokens'] as const,
  readiness: ['readiness'] as const,
} as const;
