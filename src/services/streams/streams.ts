/** What can be watched as it happens: single runs, and all of them. One listener on the live bus for every watcher. */
import { DroverError } from '../../domain/drover-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { LiveBus } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import type { RunLogs } from '../run-logs.ts';
import type { Runs } from '../runs/runs.ts';
import { createFeed, type Feed } from './feed-stream.ts';
import { Gate } from './gate.ts';
import { createRunStreams, type RunStreams } from './run-streams.ts';

/** Watchers that read for themselves at once. */
const ownReads = 4;

export interface StreamsParts {
  readonly history: History;
  readonly logs: RunLogs;
  readonly runs: Pick<Runs, 'get'>;
  readonly liveBus: LiveBus;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Streams {
  readonly runs: Pick<RunStreams, 'open'>;
  readonly feed: Pick<Feed, 'open'>;
  /** How many watch now. */
  watching(): number;
}

export function createStreams(parts: StreamsParts): Streams {
  const gate = new Gate(ownReads);
  const run = (id: string) =>
    parts.runs.get(id).catch((error: unknown) => {
      if (error instanceof DroverError && error.code === 'unknown_run') return null;
      throw error;
    });
  const runs = createRunStreams({ ...parts, gate, run });
  const feed = createFeed({ ...parts, gate });
  parts.liveBus.subscribe((message) => {
    if (message.topic === 'node' || message.topic === 'change') {
      feed.pass(message);
      return;
    }
    if (message.topic === 'slot' || message.topic === 'alarm') {
      feed.stir(message);
      return;
    }
    runs.stir(message.runId, message.topic === 'run' ? message : undefined);
    if (message.topic === 'run') feed.stir(message);
  });
  return { runs, feed, watching: () => runs.watching() + feed.watching() };
}
