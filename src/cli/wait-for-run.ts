import type { Run } from '../contract/run.ts';
import { isFinal, type RunState } from '../contract/run-states.ts';
import type { Why } from '../contract/why.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { keepAlive } from './environment.ts';
import { isAway, type PatienceOptions, ServerPatience } from './server-away.ts';
import type { Shell } from './shell.ts';
import { plainLine } from './show/text-width.ts';

/** How long a run may wait until its reason is told, ms: what passes sooner is not worth a line. */
const patienceMs = 3_000;

/**
 * Resolves with the run once it has ended, over lost connections and restarts of the server; throws (exit 3) when the server
 * stays away. Waits on its events: while it waits for longer than 3 s, its reason is told beside the result, and again when
 * it changes.
 */
export async function waitForRun(shell: Shell, id: string, options: PatienceOptions): Promise<Run> {
  const patience = new ServerPatience(shell, options);
  const reasons = new Reasons(id, shell, options.clock);
  const release = keepAlive();
  let seen: { lastEventId?: string } = {};
  try {
    for (;;) {
      let fault: string;
      const connection = new AbortController();
      const { signal } = connection;
      const onLost = (): void => connection.abort();
      // A server that takes connections and says nothing is none.
      const onHeard = (): void => patience.back();
      try {
        // Another start of the server has another token, perhaps another address.
        const client = shell.connect();
        for await (const event of client.runEvents(id, { ...seen, signal, onLost, onHeard })) {
          if (event.event === 'end') return event.data;
          if (event.event === 'state') reasons.heed(event.data.to, event.data.blockedBy ?? null);
          seen = { lastEventId: event.id };
        }
        const run = await client.run(id);
        if (isFinal(run.state)) return run;
        fault = shell.say('server_closed');
      } catch (error) {
        if (!isAway(error)) throw error;
        fault = error instanceof Error ? error.message : String(error);
      }
      await patience.pause(fault);
    }
  } finally {
    reasons.stop();
    release();
  }
}

const passed = (state: RunState): boolean => state === 'running' || isFinal(state);

/** Tells why a run waits: one question to the server for each reason that lasts. */
class Reasons {
  readonly #id: string;
  readonly #shell: Shell;
  readonly #clock: Clock;
  /** Absent: it does not wait. */
  #now: string | null = null;
  #told: string | null = null;
  #timer: Timer | null = null;

  constructor(id: string, shell: Shell, clock: Clock) {
    this.#id = id;
    this.#shell = shell;
    this.#clock = clock;
  }

  heed(state: RunState, blockedBy: string | null): void {
    if (passed(state)) {
      this.stop();
      return;
    }
    this.#now = `${state} ${blockedBy ?? ''}`;
    // A timer that runs goes on: reasons that change all the time are told too.
    if (this.#now !== this.#told) this.#timer ??= this.#clock.timer(patienceMs, () => void this.#tell());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#now = null;
    this.#told = null;
  }

  async #why(): Promise<Why> {
    return this.#shell.connect().why(this.#id);
  }

  async #tell(): Promise<void> {
    this.#timer = null;
    const reason = this.#now;
    if (reason === null || reason === this.#told) return;
    this.#told = reason;
    const { say, language } = this.#shell;
    // A fault of the server is met by the waiting itself.
    const why = await this.#why().catch(() => null);
    if (why === null || passed(why.state) || this.#now === null) return;
    if (!this.#shell.json)
      this.#shell.note(say('wait_why', { id: this.#id, why: plainLine(why.sentence[language]) }));
  }
}
