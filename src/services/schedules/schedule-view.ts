/** Schedules and slots as the API shows them. */
import type { JsonObject } from '../../contract/run.ts';
import type { Fire, Schedule, ScheduleState, Slot } from '../../contract/schedule.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { wallOf } from '../../domain/cron/zone.ts';
import { scheduleWarnings } from '../../domain/schedule/schedule-warnings.ts';
import { scheduleWords } from '../../domain/schedule/schedule-words.ts';
import { slotWords } from '../../domain/schedule/slot-words.ts';
import { momentOf, type Timetable } from '../../domain/schedule/timetable.ts';
import type { UnknownShop } from '../../domain/schedule/unknown-shops.ts';
import type { SlotView } from '../../ports/schedules.ts';
import type { FlowCatalog } from '../dispatch/flow-catalog.ts';
import { instant } from '../runs/run-view.ts';
import { type Calendars, type KnownSchedule, refusalOf } from './schedule-book.ts';

/** What a schedule is shown with. */
export interface ShownWith {
  readonly calendars: Calendars;
  readonly catalog: FlowCatalog;
  readonly now: number;
  readonly next: number;
  readonly lastSlots: readonly SlotView[];
  readonly liveRuns: number;
  readonly unknownShops: readonly UnknownShop[];
}

export function toApiSchedule(known: KnownSchedule, shown: ShownWith): Schedule {
  const { record, timetable } = known;
  const { definition, paused } = record;
  return {
    ...definition,
    id: record.name,
    origin: record.origin,
    state: scheduleState(known, shown.now),
    paused: paused === null ? null : { at: instant(paused.at), by: paused.by, note: paused.note },
    zone: timetable.zone.name,
    words: scheduleWords(definition),
    next: nextFires(timetable, Math.max(shown.now, record.decidedTo), shown.next, {
      ...{ names: definition.calendars, calendars: shown.calendars },
      paused: paused === null ? null : { by: paused.by, note: paused.note },
    }),
    lastSlots: shown.lastSlots.map(toApiSlot),
    liveRuns: shown.liveRuns,
    warnings: scheduleWarnings(definition, {
      ...{ timetable, nextSlot: known.nextSlot, calendars: shown.calendars },
      flow: shown.catalog.flow(definition.flow),
      unknownShops: shown.unknownShops,
    }),
    editedAt: instant(record.editedAt),
    createdAt: instant(record.createdAt),
    createdBy: record.createdBy,
  };
}

/** Whether the text is found in its name, flow or description. */
export function matchesText(
  { name, flow, description }: Pick<ScheduleDefinition, 'name' | 'flow' | 'description'>,
  text: string | undefined,
): boolean {
  const sought = text?.toLowerCase();
  return (
    sought === undefined ||
    [name, flow, description ?? ''].some((word) => word.toLowerCase().includes(sought))
  );
}

/** Whether it has slots to come, and if not, why. */
export function scheduleState({ record, timetable }: KnownSchedule, now: number): ScheduleState {
  if (!record.definition.enabled) return 'disabled';
  if (record.paused !== null) return 'paused';
  const end = momentOf(record.definition.endAt, timetable.zone);
  return end !== null && end <= now ? 'ended' : 'active';
}

/** What speaks against slots to come, as things stand. */
export interface Against {
  readonly names: readonly string[];
  readonly calendars: Calendars;
  readonly paused: JsonObject | null;
}

/** The next slots after an instant, with why each will not run. */
export function nextFires(timetable: Timetable, after: number, count: number, against: Against): Fire[] {
  const fires: Fire[] = [];
  let at = count === 0 ? null : timetable.next(after);
  while (at !== null && fires.length < count) {
    fires.push(fireOf(timetable, at, against));
    at = timetable.next(at);
  }
  return fires;
}

export function fireOf(timetable: Timetable, at: number, against: Against): Fire {
  const fire = {
    at: instant(at),
    dueAt: instant(timetable.dueOf(at)),
    local: new Date(wallOf(timetable.zone, at)).toISOString().slice(0, 19).replace('T', ' '),
  };
  const refusal = refusalOf(against.names, against.calendars, timetable.zone, at);
  const [reason, detail] =
    refusal !== null
      ? (['calendar', { ...refusal }] as const)
      : against.paused !== null
        ? (['paused', against.paused] as const)
        : [null, null];
  if (reason === null) return fire;
  const words = slotWords({
    ...{ state: 'skipped', reason, detail, lateMs: null, runs: 0, attached: 0, leftOut: 0, count: 1 },
  });
  return { ...fire, skipped: { reason, detail, words } };
}

export function toApiSlot({ slot, schedule, counts, result }: SlotView): Slot {
  const served = (slot.state === 'ran' && slot.reason !== 'backfill') || slot.reason === 'caught_up';
  const lateMs = served ? Math.max(0, slot.decidedAt - slot.dueAt) : null;
  return {
    scheduleId: schedule,
    at: instant(slot.at),
    dueAt: instant(slot.dueAt),
    state: slot.state,
    reason: slot.reason,
    detail: slot.detail,
    words: slotWords({ ...slot, lateMs, backfilled: slot.backfillId !== null }),
    lateMs,
    decidedAt: instant(slot.decidedAt),
    runs: slot.runs,
    attached: slot.attached,
    leftOut: slot.leftOut,
    result,
    counts,
    runId: slot.runId,
    batchId: slot.batchId,
    backfillId: slot.backfillId,
    count: slot.count,
    lastAt: instant(slot.lastAt),
  };
}
