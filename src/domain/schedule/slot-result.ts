import type { RunState } from '../../contract/run-states.ts';
import type { SlotResult } from '../../contract/schedule.ts';

/** How a slot's runs stand together: the worst end once all have ended; null without runs. */
export function slotResult(counts: Readonly<Partial<Record<RunState, number>>>): SlotResult | null {
  const any = (...states: readonly RunState[]): boolean => states.some((state) => (counts[state] ?? 0) > 0);
  if (any('running', 'retrying')) return 'running';
  if (any('scheduled', 'blocked', 'queued')) return 'waiting';
  if (any('failed', 'expired')) return 'failed';
  if (any('cancelled')) return 'cancelled';
  return any('succeeded') ? 'succeeded' : null;
}
