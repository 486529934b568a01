import type { Run } from '../../contract/run.ts';
import type { LiveBus } from '../../ports/live-bus.ts';

/** Running runs whose progress is remembered; the oldest are forgotten beyond it. */
const remembered = 10_000;

/** How far running attempts are, as heard on the live bus: a hint for screens, which a restart forgets. */
export interface LiveProgress {
  of(runId: string): Run['progress'];
}

export function createLiveProgress(liveBus: LiveBus): LiveProgress {
  const known = new Map<string, NonNullable<Run['progress']>>();
  liveBus.subscribe((message) => {
    if (message.topic !== 'run') return;
    const { event, runId } = message;
    if (event.kind === 'state') known.delete(runId);
    if (event.kind !== 'progress') return;
    known.delete(runId);
    known.set(runId, { value: event.value, note: event.note });
    if (known.size <= remembered) return;
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  });
  return { of: (runId) => known.get(runId) ?? null };
}
