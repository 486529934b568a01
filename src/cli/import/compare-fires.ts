import { nextInstant } from '../../domain/cron/cron-next.ts';
import { parseCron } from '../../domain/cron/cron-rule.ts';
import { zoneOf } from '../../domain/cron/zone.ts';
import type { ImportedTask } from './imported-task.ts';
import { originalFires } from './original-fires.ts';

/** The next times of a task, as Drover and as the original would run it; ms since epoch. */
export interface ComparedFires {
  readonly drover: readonly number[];
  /** Null: the fields have a form that only Drover reads. */
  readonly original: readonly number[] | null;
  readonly same: boolean;
}

export function compareFires({ times }: ImportedTask, after: number, count: number): ComparedFires {
  const original = originalFires(times, after, count);
  const drover =
    times.kind === 'every' ? (original ?? []) : cronFires(times.cron, times.timezone, after, count);
  const same =
    original !== null && original.length === drover.length && original.every((at, n) => at === drover[n]);
  return { drover, original, same };
}

function cronFires(cron: string, timezone: string, after: number, count: number): number[] {
  const parsed = parseCron(cron);
  const zone = zoneOf(timezone);
  if (!parsed.ok || zone === null) return [];
  const found: number[] = [];
  for (let from: number | null = after; found.length < count; ) {
    from = nextInstant(parsed.rule, zone, from);
    if (from === null) break;
    found.push(from);
  }
  return found;
}
