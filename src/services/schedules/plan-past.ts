/** What became of the slots of a plan that are over: by their records, for a timetable tells of slots that never were. */
import type { PlanFire } from '../../contract/schedule-plan.ts';
import { wallOf, type Zone } from '../../domain/cron/zone.ts';
import { backfillTimetable, hasRun, slotsBetween } from '../../domain/schedule/backfill-slots.ts';
import { slotWords } from '../../domain/schedule/slot-words.ts';
import type { History } from '../../ports/history.ts';
import type { SlotStand } from '../../ports/schedules.ts';
import { instant } from '../runs/run-view.ts';
import type { KnownSchedule } from './schedule-book.ts';

/** A slot that has been decided. */
export interface PastSlot {
  readonly at: number;
  /** Its record, which may be one of many slots in a row. */
  readonly stand: SlotStand;
}

/** The decided slots of a schedule in `[from, to)`, earliest first, at most `most`; `whole`: there are no more. */
export async function pastSlots(
  history: Pick<History, 'slotStands'>,
  { record }: KnownSchedule,
  range: { readonly from: number; readonly to: number },
  most: number,
  defaultZone: Zone,
): Promise<{ readonly slots: readonly PastSlot[]; readonly whole: boolean }> {
  const { from } = range;
  const to = Math.min(range.to, record.decidedTo + 1);
  if (to <= from) return { slots: [], whole: true };
  const stands = await history.slotStands(record.key, from, to, most + 1);
  const own = new Set(stands.filter(({ at, lastAt }) => at === lastAt).map(({ at }) => at));
  const slots = stands.flatMap((stand): PastSlot[] => {
    if (own.has(stand.at)) return [{ at: stand.at, stand }];
    const timetable = backfillTimetable(record.definition, defaultZone);
    return slotsBetween(timetable, Math.max(from, stand.at), Math.min(to, stand.lastAt + 1), most + 1)
      .filter((at) => !own.has(at))
      .map((at) => ({ at, stand }));
  });
  slots.sort((a, b) => a.at - b.at);
  return { slots: slots.slice(0, most), whole: slots.length <= most };
}

/** Runs that the slot made; null: it did not run. */
export function runsMade(stand: SlotStand): number | null {
  return stand.state === 'ran' || hasRun(stand) ? stand.runs : null;
}

/** Whether its runs were there when it was due: what was caught up or filled in ran at some other time. */
export function ranInTime({ state, reason }: SlotStand): boolean {
  return state === 'ran' && reason !== 'backfill';
}

/** The slot as a plan lists it. */
export function pastFire({ at, stand }: PastSlot, zone: Zone): PlanFire {
  const runs = runsMade(stand);
  const { reason, detail } = stand;
  const fire = {
    at: instant(at),
    dueAt: instant(stand.at === stand.lastAt ? stand.dueAt : at),
    local: new Date(wallOf(zone, at)).toISOString().slice(0, 19).replace('T', ' '),
    runs: runs ?? 0,
  };
  if (runs !== null || reason === null) return fire;
  return {
    ...fire,
    skipped: { reason, detail, words: slotWords({ ...stand, lateMs: null, leftOut: 0, count: 1 }) },
  };
}
