/**
 * A run's log until the run ends, over lost connections and restarts of the server. Modes: reading; lost (told once, then
 * tried again with a growing pause, until the server answers or the patience is over). Authority on whether it is over: the
 * run, since a server that stops ends its answers in order too. Goes on exactly behind the last line: attempts are told
 * apart by the bytes that are stored of each.
 */
import type { Client } from '../client/client.ts';
import type { LogEntry } from '../client/log-entries.ts';
import { isFinal } from '../contract/run-states.ts';
import { keepAlive } from './environment.ts';
import { isAway, type PatienceOptions, ServerPatience } from './server-away.ts';
import type { Shell } from './shell.ts';

export interface FollowOptions extends PatienceOptions {
  /** Only this attempt, until it ends; null: the last one, and those that come after it. */
  readonly only: number | null;
}

/** How far the log has been read. */
interface Place {
  attempt: number;
  /** Bytes read since the start of this attempt; more than it has where later ones followed. */
  bytes: number;
}

/** What is to be read next. `attempt` absent: the last one, and those that come. */
interface Next {
  readonly attempt?: number;
  readonly from: number;
}

/** Throws (exit 3) when the server stays away; what it says at the first connection is the caller's failure. */
export async function* followRunLog(
  shell: Shell,
  id: string,
  { only, ...patient }: FollowOptions,
): AsyncGenerator<LogEntry, void, undefined> {
  const { say } = shell;
  const place: Place = { attempt: 0, bytes: 0 };
  const patience = new ServerPatience(shell, patient);
  const state = { begun: false };
  const release = keepAlive();
  try {
    for (;;) {
      let fault: string;
      try {
        // Another start of the server has another token, perhaps another address.
        const client = shell.connect();
        const first: Next = { from: 0, ...(only === null ? {} : { attempt: only }) };
        const next = state.begun ? await nextOf(client, id, place, only) : first;
        if (next === null) return;
        const before = { ...place };
        const reading = { astray: false };
        const onOpen = (attempt: number): void => {
          if (!state.begun) place.attempt = attempt;
          state.begun = true;
          // One that has begun since is read from its own start.
          reading.astray = attempt !== place.attempt;
          patience.back();
        };
        const onRead = (bytes: number): void => {
          if (!reading.astray) place.bytes += bytes;
        };
        for await (const entry of client.logs(id, { ...next, follow: true, onOpen, onRead })) {
          if (reading.astray) break;
          yield entry;
        }
        const after = await nextOf(client, id, place, only);
        if (after === null) return;
        // The end of one attempt of several.
        if (only === null && (before.attempt !== place.attempt || before.bytes !== place.bytes)) {
          if (next.attempt !== undefined || after.attempt !== undefined) continue;
        }
        fault = say('server_closed');
      } catch (error) {
        if (!state.begun || !isAway(error)) throw error;
        fault = error instanceof Error ? error.message : String(error);
      }
      await patience.pause(fault);
    }
  } finally {
    release();
  }
}

/** What follows a place, which is moved to the attempt that it lies in; null: nothing, ever. */
async function nextOf(client: Client, id: string, place: Place, only: number | null): Promise<Next | null> {
  const run = await client.run(id);
  const stored = async (attempt: number): Promise<number> =>
    attempt === 0 ? 0 : (await client.logLines(id, { attempt, count: 1 })).bytes;
  if (only !== null) {
    const over = run.attempt > only || run.state !== 'running';
    if (over && place.bytes >= (await stored(only))) return null;
    return { attempt: only, from: place.bytes };
  }
  while (place.attempt < run.attempt) {
    const size = await stored(place.attempt);
    if (place.bytes < size) return { attempt: place.attempt, from: place.bytes };
    place.attempt += 1;
    place.bytes -= size;
  }
  if (isFinal(run.state) && place.bytes >= (await stored(place.attempt))) return null;
  return { from: place.bytes };
}
