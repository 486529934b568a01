/**
 * Serving the slots that are due. A schedule's high-water mark moves in the transaction that makes its runs and writes the
 * slots' records, from exactly where it was read: so a slot is decided once, whatever restarts or clocks do. Of a slot for
 * many shops this transaction makes the first runs, and a row that says what is left (`fan-outs`).
 */
import type { JsonObject } from '../../contract/run.ts';
import { hasRun } from '../../domain/schedule/backfill-slots.ts';
import type { DueSlots, SlotDecision } from '../../domain/schedule/decide-slots.ts';
import type { ScheduleRecord, SlotRecord } from '../../domain/schedule/schedule-record.ts';
import { slotAlertsOf } from '../../domain/schedule/slot-alerts.ts';
import { detailWith, withUnknownShops } from '../../domain/schedule/slot-detail.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { FlowCatalog } from '../dispatch/flow-catalog.ts';
import type { Work } from '../dispatch/work.ts';
import { type Portion, portionSize } from './portions.ts';
import type { KnownSchedule } from './schedule-book.ts';
import { draftSlot, type SlotShop, type SlotSubmissions, submitSlot, timesOf } from './slot-runs.ts';
import type { SlotShops } from './slot-shops.ts';

export interface FireParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly ids: Ids;
  readonly clock: Clock;
}

/** What serving a batch has done. */
export interface Served {
  /** Schedules as they are now. */
  readonly moved: readonly ScheduleRecord[];
  /** Schedules that were not as they had been read. */
  readonly stale: readonly string[];
  /** Some slots are for more shops than were dealt with. */
  readonly unfinished: boolean;
}

/** Serves one batch of portions in one transaction. */
export async function servePortions(parts: FireParts, batch: readonly Portion[]): Promise<Served> {
  const drafts = new Map(
    batch.flatMap((portion) => [...draftsOf(parts, parts.dispatcher.catalog, portion, portionSize)]),
  );
  return parts.dispatcher.command(async (work) => {
    const moved: ScheduleRecord[] = [];
    const stale: string[] = [];
    let unfinished = false;
    for (const { known, from, to, decisions } of batch) {
      const { record } = known;
      if (!(await work.tx.moveDecidedTo(record.key, from, to))) {
        stale.push(record.name);
        continue;
      }
      moved.push({ ...record, decidedTo: to });
      if (await serveDecisions(work, known, decisions, drafts)) unfinished = true;
    }
    return { moved, stale, unfinished };
  });
}

/**
 * Makes the runs and records of decided slots within a command; tells whether some are for more shops than were dealt with.
 */
export async function serveDecisions(
  work: Work,
  known: KnownSchedule,
  decisions: readonly SlotDecision[],
  drafts: Drafts,
): Promise<boolean> {
  const { record } = known;
  const slots: SlotRecord[] = [];
  let unfinished = false;
  for (const decision of decisions) {
    const left = await unrecorded(work, known, decision.slot);
    if (left === null) continue;
    const draft = drafts.get(decision);
    const served = await serve(work, known, { ...decision, slot: left }, draft);
    const slot = draft?.kind === 'submit' ? withUnknownShops(served, draft.unknown) : served;
    if (!(await work.tx.insertSlot(slot)))
      throw new Error(`slot ${slot.at} of schedule ${record.name} has a record already`);
    slots.push(slot);
    unfinished ||= draft?.kind === 'submit' && draft.left;
  }
  for (const alert of slotAlertsOf(record, slots)) await work.alert(record.key, alert);
  // Those with a run are told by its events.
  if (slots.some((slot) => !hasRun(slot))) work.tellChange('schedules');
  return unfinished;
}

/**
 * What of a decided slot is not accounted for. Records beyond the mark are there where the clock was ahead and has been set
 * back. Those of slots that made runs stand; what was decided without a run, before the slot has come, is taken back.
 */
async function unrecorded(
  work: Work,
  { record, timetable }: KnownSchedule,
  slot: DueSlots,
): Promise<DueSlots | null> {
  let left = slot;
  for (;;) {
    const found = await work.tx.slotRecord(record.key, left.at);
    if (found === undefined) return left;
    const at = timetable.next(left.at);
    if (!hasRun(found) && found.decidedAt > work.now) {
      const rest = found.at === left.at ? Math.min(at ?? found.lastAt, found.lastAt) : found.at;
      await work.tx.takeFromGathered(record.key, found.at, rest);
      return left;
    }
    if (at === null || at > left.lastAt) return null;
    left = { ...left, at, count: left.count - 1, dueAt: timetable.dueOf(at) };
  }
}

type Draft =
  | {
      readonly kind: 'submit';
      readonly submissions: SlotSubmissions;
      /** The last shop that these are for, and whether more come behind it. */
      readonly last: SlotShop;
      readonly left: boolean;
      /** Shops of the whole slot, and ids of its selector that no shop has. */
      readonly shops: number;
      readonly unknown: readonly string[];
    }
  | { readonly kind: 'fail'; readonly reason: 'unknown_flow' | 'refused'; readonly detail: JsonObject };

/** What each decision to run a slot submits. */
export type Drafts = ReadonlyMap<SlotDecision, Draft>;

/** Drafts the runs of decided slots, of each for the first `most` shops. */
export function draftsOf(
  parts: Pick<FireParts, 'ids' | 'clock'>,
  catalog: FlowCatalog,
  { known, decisions, shops, unknown }: Pick<Portion, 'known' | 'decisions' | 'shops' | 'unknown'>,
  most: number,
): Drafts {
  return new Map(
    decisions.flatMap((decision) =>
      decision.kind === 'run'
        ? [[decision, draftOf(parts, catalog, known, decision, { shops, unknown, most })]]
        : [],
    ),
  );
}

function draftOf(
  { ids, clock }: Pick<FireParts, 'ids' | 'clock'>,
  catalog: FlowCatalog,
  known: KnownSchedule,
  { slot, missed }: SlotDecision & { readonly kind: 'run' },
  { shops, unknown, most }: SlotShops & { readonly most: number },
): Draft {
  const { definition } = known.record;
  const flow = catalog.flow(definition.flow);
  if (flow === undefined) return { kind: 'fail', reason: 'unknown_flow', detail: { flow: definition.flow } };
  const first = shops.slice(0, most);
  const submissions = draftSlot(timesOf(known), flow, slot.at, first, ids, clock.now(), {
    ...{ source: 'schedule', createdBy: null },
    // All that were missed are to run: not beside each other, and none left out since the one before is still there.
    inTurn: missed && definition.misfire === 'run-all',
  });
  const [refused] = submissions.refused;
  const left = first.length < shops.length;
  if (refused !== undefined && submissions.submissions.length === 0 && !left) {
    return { kind: 'fail', reason: 'refused', detail: { ...refused.error.told } };
  }
  return { kind: 'submit', submissions, left, last: first.at(-1) ?? null, shops: shops.length, unknown };
}

async function serve(
  work: Work,
  known: KnownSchedule,
  decision: SlotDecision,
  draft: Draft | undefined,
): Promise<SlotRecord> {
  const { record } = known;
  const blank = blankSlot(record.key, decision.slot, work.now);
  if (decision.kind === 'miss') return { ...blank, state: 'missed', reason: decision.did };
  if (decision.kind === 'skip') {
    if (decision.reason === 'calendar')
      return { ...blank, state: 'skipped', reason: 'calendar', detail: { ...decision.refusal } };
    const { by = null, note = null } = record.paused ?? {};
    return { ...blank, state: 'skipped', reason: 'paused', detail: { by, note } };
  }
  if (draft === undefined) throw new Error(`slot ${decision.slot.at} of ${record.name} has no draft`);
  if (draft.kind === 'fail') return { ...blank, state: 'failed', reason: draft.reason, detail: draft.detail };
  const { definition } = record;
  const { submissions } = draft;
  const inTurn = decision.missed && definition.misfire === 'run-all' && definition.overlap !== 'allow';
  const outcome = await submitSlot(work, record.name, submissions, {
    overlap: inTurn ? 'allow' : definition.overlap,
    asked: draft.shops,
  });
  const [refused] = outcome.refused;
  const counts = {
    runs: outcome.runIds.length,
    attached: outcome.attachedTo.length,
    leftOut: outcome.leftOut.length,
    detail: detailWith(null, outcome),
  };
  const ran = decision.missed
    ? ({ state: 'missed', reason: 'caught_up' } as const)
    : ({ state: 'ran', reason: null } as const);
  if (draft.left && draft.last !== null && submissions.batchId !== null) {
    const { batchId } = submissions;
    await work.tx.putFanOut({
      ...{ schedule: record.key, scheduleName: record.name, at: decision.slot.at, definition },
      ...{ missed: decision.missed, batchId, shop: draft.last },
    });
    return { ...blank, ...counts, ...ran, batchId };
  }
  if (counts.runs + counts.attached > 0) {
    const [only] = [...outcome.runIds, ...outcome.attachedTo];
    return {
      ...{ ...blank, ...counts, ...ran },
      runId: counts.runs + counts.attached === 1 ? (only ?? null) : null,
      batchId: counts.runs > 0 ? submissions.batchId : null,
    };
  }
  const [left] = outcome.leftOut;
  if (left === undefined && refused !== undefined)
    return { ...blank, state: 'failed', reason: 'refused', detail: { ...refused.error.told } };
  if (left === undefined) return { ...blank, state: 'skipped', reason: 'no_shops' };
  const reason = left.waits ? 'one_waits' : 'overlap';
  return { ...blank, ...counts, state: 'skipped', reason, detail: { runId: left.runId } };
}

/** A slot's record before anything is known of it. */
export function blankSlot(schedule: number, slot: DueSlots, decidedAt: number): SlotRecord {
  return {
    ...{ schedule, at: slot.at, lastAt: slot.lastAt, count: slot.count, dueAt: slot.dueAt, decidedAt },
    ...{ state: 'ran', reason: null, detail: null, runs: 0, attached: 0, leftOut: 0 },
    ...{ runId: null, batchId: null, backfillId: null },
  };
}
