/** Due slots, decided, in portions of which each is served in one transaction. */
import { decideSlots, type SlotDecision } from '../../domain/schedule/decide-slots.ts';
import { dueSlots } from '../../domain/schedule/due-slots.ts';
import type { History } from '../../ports/history.ts';
import type { KnownSchedule, ScheduleBook } from './schedule-book.ts';
import type { SlotShop } from './slot-runs.ts';
import { type SlotShops, shopReader } from './slot-shops.ts';

/** Slots of one schedule that are served in one transaction. */
export interface Portion {
  readonly known: KnownSchedule;
  /** Where the high-water mark is, and where it goes. */
  readonly from: number;
  readonly to: number;
  readonly decisions: readonly SlotDecision[];
  /** Those that each slot which runs is for, and ids of its selector that no shop has. */
  readonly shops: readonly SlotShop[];
  readonly unknown: readonly string[];
}

/** Runs and records in one transaction: what is committed at one stroke delays everything else. */
export const portionSize = 100;

const nobody: SlotShops = { shops: [], unknown: [] };

/** Decides what becomes of each due slot of these schedules; each batch is for one transaction. */
export async function portionsOf(
  due: readonly KnownSchedule[],
  book: ScheduleBook,
  history: History,
  now: number,
): Promise<Portion[][]> {
  const batches: Portion[][] = [];
  let batch: Portion[] = [];
  let size = 0;
  const shopsOf = shopReader(history);
  for (const known of due) {
    const decisions = decisionsOf(known, book, now);
    const runs = decisions.some(({ kind }) => kind === 'run');
    const { shops, unknown } = runs ? await shopsOf(known.record.definition.shops) : nobody;
    let from = known.record.decidedTo;
    let part: SlotDecision[] = [];
    const closePart = (): void => {
      const to = part.at(-1)?.slot.lastAt ?? from;
      if (part.length > 0) batch.push({ known, from, to, decisions: part, shops, unknown });
      from = to;
      part = [];
    };
    for (const decision of decisions) {
      const weight = decision.kind === 'run' ? Math.min(portionSize, Math.max(1, shops.length)) : 1;
      if (size > 0 && size + weight > portionSize) {
        closePart();
        batches.push(batch);
        batch = [];
        size = 0;
      }
      part.push(decision);
      size += weight;
    }
    closePart();
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function decisionsOf(known: KnownSchedule, book: ScheduleBook, now: number): SlotDecision[] {
  const { record, timetable } = known;
  const { definition } = record;
  const catchUpMs = definition.catchUpSeconds * 1000;
  return decideSlots(dueSlots(timetable, record.decidedTo, now, catchUpMs), {
    ...{ now, misfire: definition.misfire, catchUpMs, paused: record.paused !== null },
    refusal: (at) => book.refusal(known, at),
  });
}
