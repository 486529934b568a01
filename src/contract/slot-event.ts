import type { Bilingual } from './bilingual.ts';
import type { SlotReason } from './schedule.ts';

/** What can be wrong with a slot that people hear of. */
export const slotAlerts = ['late', 'missed', 'failed'] as const;
export type SlotAlert = (typeof slotAlerts)[number];

/**
 * A slot was late, missed or could not be served; several of one schedule that were dealt with together for the same
 * reason are one event. Kept under the schedule as the events of a run are under it.
 */
export interface SlotEvent {
  readonly kind: 'slot';
  readonly scheduleId: string;
  readonly flow: string;
  readonly alert: SlotAlert;
  readonly reason: SlotReason | null;
  /** The slot, ms since epoch; of several the first, and the last. */
  readonly slotAt: number;
  readonly lastSlotAt: number;
  readonly count: number;
  /** How late a `late` one was served, ms; null for others. */
  readonly lateMs: number | null;
  /** Why, in a sentence. */
  readonly words: Bilingual;
}
