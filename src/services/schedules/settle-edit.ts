/**
 * What an edit leaves behind, decided in its own transaction. What was due and has not been served is recorded and not run.
 * Slots that have passed and wait for their jitter go on with the schedule where its timetable stays; else they are
 * served as they were before the edit, their runs due when they were, or recorded where the schedule is removed or switched off.
 */
import { decideSlots, type SlotDecision } from '../../domain/schedule/decide-slots.ts';
import { dueSlots, waitingSlots } from '../../domain/schedule/due-slots.ts';
import type { ScheduleRecord } from '../../domain/schedule/schedule-record.ts';
import { sameTimetable } from '../../domain/schedule/timetable.ts';
import type { Work } from '../dispatch/work.ts';
import { draftsOf, type FireParts, serveDecisions } from './fire-slots.ts';
import { portionSize } from './portions.ts';
import type { KnownSchedule, ScheduleBook } from './schedule-book.ts';
import { type SlotShops, shopReader } from './slot-shops.ts';

/** Decides what is left of a schedule, within the command of its edit. Returns the edited one with its mark. */
export type SettleEdit = (
  work: Work,
  before: KnownSchedule,
  after: ScheduleRecord,
) => Promise<ScheduleRecord>;

/** Reads what the edits of these schedules may need. */
export async function prepareEdits(
  parts: FireParts,
  book: ScheduleBook,
  edited: readonly KnownSchedule[],
): Promise<SettleEdit> {
  const shopsOf = shopReader(parts.history);
  const shops = new Map<string, SlotShops>();
  for (const { record } of edited)
    if (record.definition.jitterSeconds > 0) shops.set(record.name, await shopsOf(record.definition.shops));

  return async (work, before, after) => {
    const { record, timetable } = before;
    const missed = (slot: SlotDecision['slot']): SlotDecision => ({ slot, kind: 'miss', did: 'edited' });
    const due = dueSlots(timetable, record.decidedTo, work.now, 0);
    const mark = due.at(-1)?.lastAt ?? record.decidedTo;
    const goesOn = after.removedAt === null && after.definition.enabled;
    const kept = after.removedAt === null && sameTimetable(record.definition, after.definition);
    const waiting = kept ? [] : waitingSlots(timetable, mark, work.now);
    const decisions = [
      ...due.map(missed),
      ...waiting.flatMap((slot) => (goesOn ? asBefore(before, book, slot) : [missed(slot)])),
    ];
    const portion = { known: before, decisions, ...(shops.get(record.name) ?? { shops: [], unknown: [] }) };
    const most = Math.max(1, Math.floor(portionSize / Math.max(1, waiting.length)));
    const drafts = draftsOf(parts, work.catalog, portion, most);
    await serveDecisions(work, before, decisions, drafts);
    return { ...after, decidedTo: kept ? mark : Math.max(mark, work.now) };
  };
}

/** What would have become of a slot when it came due. */
function asBefore(
  known: KnownSchedule,
  book: ScheduleBook,
  slot: SlotDecision['slot'],
): readonly SlotDecision[] {
  const { definition, paused } = known.record;
  return decideSlots([slot], {
    ...{ now: slot.dueAt, misfire: definition.misfire, catchUpMs: definition.catchUpSeconds * 1000 },
    paused: paused !== null,
    refusal: (at) => book.refusal(known, at),
  });
}
