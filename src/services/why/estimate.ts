/** When a waiting run may start, from how long its flow's latest runs took. */
import type { Bilingual } from '../../contract/bilingual.ts';
import type { Why } from '../../contract/why.ts';
import { medianOf, waitEstimate } from '../../domain/estimate.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { History } from '../../ports/history.ts';

/** With fewer samples nothing is said. */
const leastSamples = 5;
const samples = 50;

/** The estimate of a run that waits under a full key or for a slot; null where there is none to make. */
export async function estimateOf(
  history: History,
  run: RunRecord,
  facts: Pick<Why, 'blocker' | 'position' | 'nodes'>,
): Promise<Why['estimate']> {
  const room = roomOf(run, facts);
  if (room === null || room <= 0) return null;
  const durations = await history.recentDurations(run.flow, samples);
  const median = medianOf(durations, leastSamples);
  if (median === null) return null;
  const forPool = run.state === 'queued' || facts.blocker?.kind === 'pool';
  const queued = forPool
    ? await history.queuedAhead(run.classKey, run.state === 'queued' ? run.rank : Number.MAX_VALUE)
    : 0;
  const position = (facts.position?.ahead ?? 0) + queued + 1;
  const ms = waitEstimate(median, position, room);
  return ms === null ? null : { seconds: Math.round(ms / 1000), samples: durations.length };
}

function roomOf(run: RunRecord, { blocker, nodes }: Pick<Why, 'blocker' | 'nodes'>): number | null {
  const able = nodes.filter((node) => node.lacks.length === 0);
  const slots = able.reduce((sum, node) => sum + node.slots, 0);
  // A free slot takes it at once.
  if (run.state === 'queued') return able.some((node) => node.busy < node.slots) ? null : slots;
  if (run.state !== 'blocked' || blocker === null || blocker.reason !== 'full') return null;
  if (blocker.kind === 'pool') return slots;
  return blocker.kind === 'business' ? 1 : blocker.room;
}

/** `Estimated: about 5 min`, a sentence of its own; under a minute is said so. */
export function estimateWords(seconds: number): Bilingual {
  if (seconds < 60) return { zh: '估计不到 1 分钟', en: 'Estimated: under a minute' };
  const minutes = Math.round(seconds / 60);
  return { zh: `估计约 ${minutes} 分钟`, en: `Estimated: about ${minutes} min` };
}
