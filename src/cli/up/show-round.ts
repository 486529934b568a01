import type { Client } from '../../client/client.ts';
import type { SubmitRequest } from '../../contract/submit.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { LiveMessage } from '../../ports/live-bus.ts';
import { timeSpan } from '../show/instants.ts';
import type { StatusLine } from '../show/status-line.ts';
import type { Say } from '../words/words.ts';
import { type FirstRound, watchRound } from './first-round.ts';

/** Shows changes at most this often, ms. */
const redrawMs = 250;

/** The first round on the screen. */
export interface ShownRound {
  heard(message: LiveMessage): void;
  /** Submits the round. */
  submit(client: Client, bodies: SubmitRequest[]): Promise<FirstRound>;
  /** Begins to show it, from now until its end. */
  show(round: FirstRound): void;
  stop(): void;
}

export function showRound(line: StatusLine, clock: Clock, say: Say): ShownRound {
  let shown: FirstRound | null = null;
  let begunAt = 0;
  let timer: Timer | null = null;

  const draw = (): void => {
    timer = null;
    if (shown === null) return;
    const progress = shown.progress();
    const span = timeSpan(clock.uptimeMs() - begunAt, say);
    if (progress.done < progress.total) {
      line.show(say('round_progress', { ...progress, span }));
      return;
    }
    shown = null;
    line.end(say('round_done', { ...progress, span }));
  };
  const changed = (): void => {
    if (shown !== null) timer ??= clock.timer(redrawMs, draw);
  };
  const watch = watchRound(changed);
  return {
    heard: (message) => watch.heard(message),
    submit: (client, bodies) => {
      begunAt = clock.uptimeMs();
      return watch.submit(client, bodies);
    },
    show: (round) => {
      shown = round;
      draw();
    },
    stop: () => {
      timer?.cancel();
      if (shown !== null) line.end();
      shown = null;
    },
  };
}
