/**
 * Serving the slots that are due. A schedule's high-water mark moves in the transaction that makes its runs and writes the
 * slots' records, from exactly where it was read: so a slot is decided once, whatever restarts or clocks do.
 */
import type { JsonObject } from '../../contract/run.ts';
import type { ShopSelector } from '../../contract/submit.ts';
import { type DueSlots, decideSlots, type SlotDecision } from '../../domain/schedule/decide-slots.ts';
import { dueSlots } from '../../domain/schedule/due-slots.ts';
import type { ScheduleRecord, SlotRecord } from '../../domain/schedule/schedule-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Work } from '../dispatch/work.ts';
import { selectedShops } from '../intake/fan-out.ts';
import type { KnownSchedule, ScheduleBook } from './schedule-book.ts';
import { draftSlot, type SlotShop, type SlotSubmissions, submitSlot } from './slot-runs.ts';

export interface FireParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly ids: Ids;
  readonly clock: Clock;
}

/** Slots of one schedule that are served in one transaction. */
interface Portion {
  readonly known: KnownSchedule;
  /** Where the high-water mark is, and where it goes. */
  readonly from: number;
  readonly to: number;
  readonly decisions: readonly SlotDecision[];
}

/** A slot's record as it was written, for those who hear of trouble. */
export interface ServedSlot {
  readonly record: ScheduleRecord;
  readonly slot: SlotRecord;
}

/** Runs or records in one transaction: what is committed at one stroke delays everything else. */
const portionSize = 100;

/** Decides what becomes of each due slot of these schedules, in portions. */
export function portionsOf(due: readonly KnownSchedule[], book: ScheduleBook, now: number): Portion[][] {
  const batches: Portion[][] = [];
  let batch: Portion[] = [];
  let size = 0;
  const close = (): void => {
    if (batch.length > 0) batches.push(batch);
    batch = [];
    size = 0;
  };
  for (const known of due) {
    const { record, timetable } = known;
    const { definition } = record;
    const catchUpMs = definition.catchUpSeconds * 1000;
    const slots = dueSlots(timetable, record.decidedTo, now, catchUpMs);
    const decisions = decideSlots(slots, {
      ...{ now, misfire: definition.misfire, catchUpMs, paused: record.paused !== null },
      refusal: (at) => book.refusal(known, at),
    });
    let from = record.decidedTo;
    for (let first = 0; first < decisions.length; first += portionSize) {
      const part = decisions.slice(first, first + portionSize);
      const to = part.at(-1)?.slot.lastAt ?? from;
      if (size + part.length > portionSize) close();
      batch.push({ known, from, to, decisions: part });
      size += part.length;
      from = to;
    }
  }
  close();
  return batches;
}

/** Serves one batch of portions in one transaction; returns what was written, and which schedules are not as they were read. */
export async function servePortions(
  parts: FireParts,
  batch: readonly Portion[],
): Promise<{ readonly served: ServedSlot[]; readonly moved: ScheduleRecord[]; readonly stale: string[] }> {
  const drafts = new Map<SlotDecision, Draft>();
  for (const { known, decisions } of batch) {
    let shops: readonly SlotShop[] | null = null;
    for (const decision of decisions) {
      if (decision.kind !== 'run') continue;
      const selector = known.record.definition.shops;
      // Looked up here: a command waits for nothing but its transaction.
      shops ??= selector === null ? [null] : await shopsOf(selector, parts.history);
      drafts.set(decision, draftOf(parts, known, decision.slot, shops, decision.missed));
    }
  }
  return parts.dispatcher.command(async (work) => {
    const served: ServedSlot[] = [];
    const moved: ScheduleRecord[] = [];
    const stale: string[] = [];
    for (const { known, from, to, decisions } of batch) {
      const { record } = known;
      if (!(await work.tx.moveDecidedTo(record.key, from, to))) {
        stale.push(record.name);
        continue;
      }
      moved.push({ ...record, decidedTo: to });
      for (const decision of decisions) {
        const slot = await serve(work, known, decision, drafts.get(decision));
        if (!(await work.tx.insertSlot(slot)))
          throw new Error(`slot ${slot.at} of schedule ${record.name} has a record already`);
        served.push({ record, slot });
      }
    }
    return { served, moved, stale };
  });
}

/** Records what was due of a schedule that is edited or removed now, and has not been served. Within a command. */
export async function recordEdited(work: Work, known: KnownSchedule, until: number): Promise<void> {
  const { record, timetable } = known;
  for (const slot of dueSlots(timetable, record.decidedTo, until, 0))
    await work.tx.insertSlot({
      ...blankSlot(record.key, slot, work.now),
      ...{ state: 'missed', reason: 'edited' },
    });
}

type Draft =
  | { readonly kind: 'submit'; readonly submissions: SlotSubmissions }
  | { readonly kind: 'fail'; readonly reason: 'unknown_flow' | 'refused'; readonly detail: JsonObject };

function draftOf(
  { dispatcher, ids, clock }: FireParts,
  known: KnownSchedule,
  slot: DueSlots,
  shops: readonly SlotShop[],
  missed: boolean,
): Draft {
  const { definition } = known.record;
  const flow = dispatcher.catalog.flow(definition.flow);
  if (flow === undefined) return { kind: 'fail', reason: 'unknown_flow', detail: { flow: definition.flow } };
  const submissions = draftSlot(known, flow, slot.at, shops, ids, clock.now(), {
    ...{ source: 'schedule', createdBy: null },
    // All that were missed are to run: not beside each other, and none left out since the one before is still there.
    inTurn: missed && definition.misfire === 'run-all',
  });
  const [refused] = submissions.refused;
  if (refused !== undefined && submissions.submissions.length === 0) {
    const { code, message } = refused.error;
    return { kind: 'fail', reason: 'refused', detail: { code, message } };
  }
  return { kind: 'submit', submissions };
}

async function shopsOf(selector: ShopSelector, history: History): Promise<readonly SlotShop[]> {
  return (await selectedShops(selector, history)).map(({ platform, id }) => ({ platform, id }));
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
  const inTurn = decision.missed && definition.misfire === 'run-all' && definition.overlap !== 'allow';
  const outcome = await submitSlot(
    work,
    record.name,
    draft.submissions,
    inTurn ? 'allow' : definition.overlap,
  );
  const { refused } = draft.submissions;
  const counts = {
    runs: outcome.runIds.length,
    attached: outcome.attachedTo.length,
    leftOut: outcome.leftOut.length,
    runId:
      outcome.runIds.length + outcome.attachedTo.length === 1
        ? (outcome.runIds[0] ?? outcome.attachedTo[0] ?? null)
        : null,
    batchId: definition.shops !== null && outcome.runIds.length > 0 ? draft.submissions.batchId : null,
  };
  if (counts.runs + counts.attached > 0) {
    const [first] = refused;
    return {
      ...blank,
      ...counts,
      ...(decision.missed ? { state: 'missed', reason: 'caught_up' } : { state: 'ran', reason: null }),
      detail: first === undefined ? null : { refused: refused.length, message: first.error.message },
    };
  }
  const [left] = outcome.leftOut;
  if (left === undefined) return { ...blank, state: 'skipped', reason: 'no_shops' };
  const reason = left.waits ? 'one_waits' : 'overlap';
  return { ...blank, ...counts, state: 'skipped', reason, detail: { runId: left.runId } };
}

function blankSlot(schedule: number, slot: DueSlots, decidedAt: number): SlotRecord {
  return {
    ...{ schedule, at: slot.at, lastAt: slot.lastAt, count: slot.count, dueAt: slot.dueAt, decidedAt },
    ...{ state: 'ran', reason: null, detail: null, runs: 0, attached: 0, leftOut: 0 },
    ...{ runId: null, batchId: null, backfillId: null },
  };
}
