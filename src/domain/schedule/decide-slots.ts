/**
 * What becomes of the slots that are due, by the rules of docs/schedules.md: (slots, facts, now) → decisions. A slot is
 * missed when it is looked at over half a minute late, or when a later slot that could run is due as well.
 */
import type { MisfireMode } from '../../contract/schedule-definition.ts';
import type { CalendarRefusal } from './calendar-verdict.ts';

/** A slot looked at this much later than it was due has been missed, ms. */
export const missedAfterMs = 30_000;
/** A slot that ran this much later than it was due is late: people hear of it, ms. */
export const lateAfterMs = 10_000;

/** Slots of one schedule that are due, or many in a row that are older than anything that could still run. */
export interface DueSlots {
  readonly at: number;
  readonly lastAt: number;
  readonly count: number;
  readonly dueAt: number;
}

export type SlotDecision = { readonly slot: DueSlots } & (
  | { readonly kind: 'run'; readonly missed: boolean }
  | { readonly kind: 'skip'; readonly reason: 'paused' }
  | { readonly kind: 'skip'; readonly reason: 'calendar'; readonly refusal: CalendarRefusal }
  | { readonly kind: 'miss'; readonly did: 'superseded' | 'too_old' | 'policy_skip' | 'edited' }
);

export interface SlotFacts {
  readonly now: number;
  readonly misfire: MisfireMode;
  readonly catchUpMs: number;
  readonly paused: boolean;
  /** What calendars say against a slot. */
  refusal(at: number): CalendarRefusal | null;
}

/** One decision for each, in their order (earliest first). */
export function decideSlots(slots: readonly DueSlots[], facts: SlotFacts): SlotDecision[] {
  const refusals = slots.map((slot) => (slot.count > 1 ? null : facts.refusal(slot.at)));
  const able = (index: number): boolean => !facts.paused && refusals[index] === null;
  const last = slots.findLastIndex((_, index) => able(index));
  const latest = slots[last];
  const lastRuns = latest !== undefined && latest.count === 1 && facts.now - latest.dueAt <= facts.catchUpMs;
  return slots.map((slot, index): SlotDecision => {
    const refusal = refusals[index];
    if (refusal !== null && refusal !== undefined) return { slot, kind: 'skip', reason: 'calendar', refusal };
    if (facts.paused) return { slot, kind: 'skip', reason: 'paused' };
    const lateMs = facts.now - slot.dueAt;
    if (index === last && slot.count === 1 && lateMs <= missedAfterMs)
      return { slot, kind: 'run', missed: false };
    if (facts.misfire === 'skip') return { slot, kind: 'miss', did: 'policy_skip' };
    const tooOld = slot.count > 1 || lateMs > facts.catchUpMs;
    if (index !== last && facts.misfire === 'run-latest' && lastRuns)
      return { slot, kind: 'miss', did: 'superseded' };
    return tooOld ? { slot, kind: 'miss', did: 'too_old' } : { slot, kind: 'run', missed: true };
  });
}
