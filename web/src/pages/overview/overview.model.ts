/** What the overview says: rules without effects. */

import type { Node } from '../../../../src/contract/node.ts';
import type { Overview, OverviewMatter } from '../../../../src/contract/overview.ts';
import type { Shop } from '../../../../src/contract/shop.ts';

/** Why runs wait, in groups that a person tells apart. */
export const waitReasons = ['shop', 'limit', 'pool', 'business', 'no_node', 'paused', 'other'] as const;
export type WaitReason = (typeof waitReasons)[number];

export interface WaitPart {
  readonly reason: WaitReason;
  readonly count: number;
}

function reasonOf({ kind, reason }: Overview['waiting'][number]): WaitReason {
  if (reason === 'no_node') return 'no_node';
  if (reason === 'paused') return 'paused';
  if (kind === 'shop' || kind === 'pool' || kind === 'business') return kind;
  return 'limit';
}

/** All that wait, by reason, in a fixed order; what the largest blockers do not explain is `other`. */
export function waitParts({ waiting, live }: Pick<Overview, 'waiting' | 'live'>): WaitPart[] {
  const counts = new Map<WaitReason, number>();
  let explained = 0;
  for (const blocker of waiting) {
    const reason = reasonOf(blocker);
    counts.set(reason, (counts.get(reason) ?? 0) + blocker.waiting);
    explained += blocker.waiting;
  }
  if (live.waiting > explained) counts.set('other', live.waiting - explained);
  return waitReasons.flatMap((reason) => {
    const count = counts.get(reason) ?? 0;
    return count === 0 ? [] : [{ reason, count }];
  });
}

/** Today's success rate against the same day a week ago, up to the same time, in percentage points; null: nothing to compare. */
export function rateChange({ today, lastWeek }: Pick<Overview, 'today' | 'lastWeek'>): number | null {
  if (today.total === 0 || lastWeek.soFar.total === 0) return null;
  return Math.round((today.successRate - lastWeek.soFar.successRate) * 100) / 100;
}

/** Where a matter is handled. */
export function placeOf({ kind, subject }: OverviewMatter): { path: string; search: Record<string, string> } {
  switch (kind) {
    case 'no_node':
    case 'nodes_offline':
      return { path: '/nodes', search: {} };
    case 'dead_letters':
      return { path: '/dead-letters', search: subject === null ? {} : { group: subject } };
    case 'shops_paused':
      return { path: '/shops', search: { need: '1' } };
    case 'waiting_long':
      return { path: '/runs', search: { state: 'blocked' } };
    case 'clock_back':
      return { path: '/schedules', search: {} };
    case 'broker':
    case 'config':
    case 'maintenance':
      return { path: '/system', search: {} };
  }
}

/** A failure's cause as its letters have it, `TYPE: message`, in its parts. */
export function causeParts(subject: string): { type: string; message: string } {
  const [, type = '', rest = subject] = /^([A-Z_]+)\s*:\s*(.*)$/s.exec(subject) ?? [];
  // What differs from run to run was cut out: `<n>: …`.
  return { type, message: rest.replace(/^<\w+>\s*:\s*/, '').replaceAll(/<\w+>/g, '…') };
}

export type ShopMark = 'ready' | 'paused' | 'off';

export interface PlatformShops {
  readonly platform: string;
  /** One for each shop; those in trouble last. */
  readonly marks: readonly ShopMark[];
  readonly ready: number;
  readonly paused: number;
  readonly off: number;
}

/** The herd by platform, the largest first. */
export function herdOf(shops: readonly Shop[]): PlatformShops[] {
  const byPlatform = Map.groupBy(shops, ({ platform }) => platform);
  return [...byPlatform]
    .map(([platform, own]) => {
      const off = own.filter(({ enabled }) => !enabled).length;
      const paused = own.filter((shop) => shop.enabled && shop.paused !== null).length;
      const ready = own.length - off - paused;
      const marks = (['ready', 'off', 'paused'] as const).flatMap((mark) =>
        Array.from({ length: { ready, off, paused }[mark] }, () => mark),
      );
      return { platform, marks, ready, paused, off };
    })
    .sort((a, b) => b.marks.length - a.marks.length || a.platform.localeCompare(b.platform));
}

/** Nodes as they are shown: what is there first, by name; what is long gone is left out. */
export function nodesShown(nodes: readonly Node[], now: number): Node[] {
  const goneMs = 24 * 3_600_000;
  return nodes
    .filter((node) => node.state !== 'offline' || now - Date.parse(node.lastSeenAt) < goneMs)
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

export interface Fire {
  readonly dueAt: string;
  readonly flow: string;
  /** Runs that it makes. */
  readonly count: number;
  /** The schedule whose slot it is; null: runs that were submitted for later. */
  readonly schedule: string | null;
}

/** What is shown of the next hour. */
const shownFires = 8;

/**
 * What becomes due next: slots of schedules, and runs submitted for later, those of one flow in one minute together. `more`:
 * slots and runs that are not among them.
 */
export function firesOf({ count, items, fires }: Overview['nextHour']): {
  readonly fires: readonly Fire[];
  readonly more: number;
} {
  const groups = Map.groupBy(items, ({ flow, dueAt }) => `${dueAt.slice(0, 16)} ${flow}`);
  const later = [...groups.values()].flatMap((same): Fire[] => {
    const [first] = same;
    if (first === undefined) return [];
    return [{ dueAt: first.dueAt, flow: first.flow, count: same.length, schedule: null }];
  });
  const slots = fires.items.map(
    ({ dueAt, flow, runs, scheduleId }): Fire => ({ dueAt, flow, count: runs, schedule: scheduleId }),
  );
  const all = [...slots, ...later].sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  const shown = all.slice(0, shownFires);
  const told = shown.reduce((sum, fire) => sum + (fire.schedule === null ? fire.count : 1), 0);
  return { fires: shown, more: count + fires.count - told };
}
