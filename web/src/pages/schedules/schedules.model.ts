/** What schedules and their slots look like in lists: rules without effects. */
import type { Schedule, Slot } from '../../../../src/contract/schedule.ts';
import type { IconName } from '../../components/icon.tsx';

/** Views of the list; `trouble`: something about it needs a person. */
export const scheduleTabs = ['all', 'active', 'paused', 'off', 'trouble'] as const;
export type ScheduleTab = (typeof scheduleTabs)[number];

/** Views of a schedule's slots. */
export const slotTabs = ['all', 'ran', 'late', 'skipped', 'missed', 'failed'] as const;
export type SlotTab = (typeof slotTabs)[number];

/** How a slot shows: as its runs stand, or why it has none. */
export type SlotLook =
  | 'succeeded'
  | 'running'
  | 'waiting'
  | 'failed'
  | 'cancelled'
  | 'skipped'
  | 'missed'
  | 'refused'
  | 'ran';

/** How a slot shows. One that could not be served is `refused`; `ran`: its runs are kept no longer. */
export function lookOf({ state, reason, result }: Pick<Slot, 'state' | 'reason' | 'result'>): SlotLook {
  if (state === 'skipped') return 'skipped';
  if (state === 'failed') return 'refused';
  if (state === 'missed' && reason !== 'caught_up') return 'missed';
  return result ?? 'ran';
}

/** Every look has a shape of its own: colour alone tells nobody. */
export const lookIcons: Readonly<Record<SlotLook, IconName>> = {
  succeeded: 'succeeded',
  running: 'running',
  waiting: 'queued',
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'skip',
  missed: 'warning',
  refused: 'failed',
  ran: 'tick',
};

/** Looks that a person should know of. */
const troubles: ReadonlySet<SlotLook> = new Set(['failed', 'missed', 'refused']);

/** Whether something about it needs a person: a warning, or its last slot went wrong. */
export function isTroubled({ warnings, lastSlots }: Pick<Schedule, 'warnings' | 'lastSlots'>): boolean {
  const [last] = lastSlots.filter((slot) => slot.state !== 'skipped');
  return warnings.length > 0 || (last !== undefined && troubles.has(lookOf(last)));
}

/** Whether it belongs to a view of the list. */
export function inTab(schedule: Schedule, tab: ScheduleTab): boolean {
  switch (tab) {
    case 'all':
      return true;
    case 'active':
    case 'paused':
      return schedule.state === tab;
    case 'off':
      return schedule.state === 'disabled' || schedule.state === 'ended';
    case 'trouble':
      return isTroubled(schedule);
  }
}

/** Those of a flow whose name, flow, flow's title or description holds the text. */
export function sought(
  schedules: readonly Schedule[],
  { text = '', flow }: { readonly text?: string | undefined; readonly flow?: string | undefined },
  titleOf: (flow: string) => string,
): readonly Schedule[] {
  const word = text.trim().toLowerCase();
  return schedules.filter(
    (one) =>
      (flow === undefined || one.flow === flow) &&
      [one.name, one.flow, titleOf(one.flow), one.description ?? ''].some((where) =>
        where.toLowerCase().includes(word),
      ),
  );
}

/** The next slot that will run; null: none of those known. */
export function nextOf({ next }: Pick<Schedule, 'next'>): Schedule['next'][number] | null {
  return next.find((fire) => fire.skipped === undefined) ?? null;
}

const worstFirst: readonly SlotLook[] = [
  ...(['failed', 'refused', 'missed', 'cancelled', 'running'] as const),
  ...(['waiting', 'skipped', 'succeeded', 'ran'] as const),
];

/** How many of each look, the worst first. */
export function looksInOrder(
  counts: ReadonlyMap<SlotLook, number>,
): readonly (readonly [SlotLook, number])[] {
  return worstFirst.flatMap((look) => {
    const count = counts.get(look) ?? 0;
    return count === 0 ? [] : [[look, count] as const];
  });
}

/** The same of slots; for whom their marks are not drawn. */
export function looksOf(slots: readonly Slot[]): readonly (readonly [SlotLook, number])[] {
  const groups = Map.groupBy(slots, lookOf);
  return looksInOrder(new Map([...groups].map(([look, group]) => [look, group.length])));
}
