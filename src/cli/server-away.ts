import { ApiError } from '../client/api-error.ts';
import { mayPass } from '../client/event-stream.ts';
import type { Clock } from '../ports/clock.ts';
import { CommandFailure } from './command-failure.ts';
import { exitCodes } from './exit-codes.ts';
import type { Shell } from './shell.ts';

/** How long commands bear with a server that is away, as an option says it. */
export const defaultPatience = '60s';

const firstPauseMs = 500;
const longestPauseMs = 5_000;

/** How a command bears with a server that is away. */
export interface PatienceOptions {
  readonly clock: Clock;
  /** How long the server may stay away, ms. */
  readonly patienceMs: number;
}

/** One time that the server is away: from a fault until it is heard again. */
interface Absence {
  /** Uptime at which it is given up, ms. */
  readonly until: number;
  pauseMs: number;
}

/** Bears with a server that is away: told once, tried again with a growing pause, until it answers or the patience is over. */
export class ServerPatience {
  readonly #shell: Shell;
  readonly #options: PatienceOptions;
  #absence: Absence | null = null;

  constructor(shell: Shell, options: PatienceOptions) {
    this.#shell = shell;
    this.#options = options;
  }

  /** The server is heard. */
  back(): void {
    if (this.#absence !== null) this.#shell.note(this.#shell.say('server_back'));
    this.#absence = null;
  }

  /** Resolves when it is to be tried again; throws (exit 3) once it has been away for too long. */
  async pause(fault: string): Promise<void> {
    const { say } = this.#shell;
    const { clock, patienceMs } = this.#options;
    const seconds = patienceMs / 1000;
    const now = clock.uptimeMs();
    if (this.#absence === null) {
      this.#absence = { until: now + patienceMs, pauseMs: firstPauseMs };
      this.#shell.note(say('server_lost', { detail: fault, seconds }));
    }
    const absence = this.#absence;
    if (now >= absence.until) {
      const message = say('server_given_up', { seconds, detail: fault });
      throw new CommandFailure(exitCodes.unreachable, 'unreachable', message);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.timer(Math.min(absence.pauseMs, absence.until - now), resolve);
    absence.pauseMs = Math.min(absence.pauseMs * 2, longestPauseMs);
    await promise;
  }
}

/** No answer, no server known, one that does not work yet, or the token of the start before. */
export function isAway(error: unknown): boolean {
  if (error instanceof CommandFailure) return error.code === 'unreachable';
  return mayPass(error) || (error instanceof ApiError && error.status === 401);
}
