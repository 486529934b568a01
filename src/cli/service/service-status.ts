import { type Client, createClient } from '../../client/client.ts';
import type { Settings } from '../../config/settings.ts';
import type { Readiness } from '../../contract/health.ts';
import type { Node } from '../../contract/node.ts';
import type { Schedule } from '../../contract/schedule.ts';
import type { System } from '../../contract/system.ts';
import { hostClock, serviceState } from '../../main.ts';
import { logSources, recentRecords } from '../logs/recent-records.ts';
import { findServer } from '../server-found.ts';
import type { Shell } from '../shell.ts';

/**
 * How a data folder's server stands: `running`; `starting` (it holds the folder and does not listen yet); `silent` (it lives
 * and does not answer); `killed` (it ended without being stopped); `stopped`.
 */
export type ServiceCondition = 'running' | 'starting' | 'silent' | 'killed' | 'stopped';

export interface ServiceStatus {
  readonly condition: ServiceCondition;
  readonly dataFolder: string;
  readonly logFolder: string;
  /** Of the server that runs, or of the one that was killed. */
  readonly pid: number | null;
  readonly url: string | null;
  readonly version: string | null;
  /** ISO 8601. */
  readonly startedAt: string | null;
  readonly uptimeMs: number | null;
  /** The last thing that was logged, ISO 8601: about when a killed one died. */
  readonly lastLoggedAt: string | null;
  /** A node that lives there. */
  readonly nodePid: number | null;
  readonly readiness: Readiness | null;
  readonly system: System | null;
  readonly nodes: readonly Pick<Node, 'name' | 'state' | 'slots' | 'busy'>[];
  /** What the schedules will run next, soonest first. */
  readonly nextFires: readonly { readonly schedule: string; readonly at: string; readonly zone: string }[];
}

const answerMs = 5_000;
const firesShown = 5;
/** Of each schedule: its nearest slots may be ones that calendars leave out. */
const firesLookedAt = 5;
const mostPages = 5;

/** Looks at locks and files of the data folder, and asks the server where there is one. */
export async function serviceStatus(shell: Shell, settings: Settings): Promise<ServiceStatus> {
  const { dataFolder, log } = settings;
  const state = serviceState(dataFolder);
  const { file } = state;
  const pid = state.serverPid ?? state.killedPid;
  const known = {
    dataFolder,
    logFolder: log.folder,
    pid: pid === 0 ? null : pid,
    url: file?.url ?? null,
    version: file?.version ?? null,
    startedAt: file?.startedAt ?? null,
    nodePid: state.node?.pid ?? null,
    lastLoggedAt: null,
    uptimeMs: null,
    ...{ readiness: null, system: null, nodes: [], nextFires: [] },
  };
  if (state.serverPid === null) {
    if (state.killedPid === null) return { ...known, condition: 'stopped', pid: null };
    return { ...known, condition: 'killed', lastLoggedAt: lastLogged(log.folder) };
  }
  if (file === null) return { ...known, condition: 'starting' };
  const uptimeMs = shell.caller.now() - Date.parse(file.startedAt);
  const { env } = shell.caller;
  const token = findServer(
    { ...shell.caller, env: { ...env, DROVER_SERVER_URL: undefined } },
    shell.say,
    shell.language,
  ).token;
  const client = createClient({ url: file.url, token, tool: 'cli' });
  const answer = await answered(client);
  if (answer === null) return { ...known, uptimeMs, condition: 'silent' };
  return { ...known, uptimeMs, condition: 'running', ...answer };
}

type Answer = Pick<ServiceStatus, 'readiness' | 'system' | 'nodes' | 'nextFires'>;

/** Null when the server does not say even whether it lives; what it refuses to tell, or not in time, is left out. */
async function answered(client: Client): Promise<Answer | null> {
  const readiness = await inTime(client.readiness(), null);
  if (readiness === null) return null;
  const [system, nodes, nextFires] = await Promise.all([
    inTime(client.system(), null),
    inTime(client.nodes({ limit: 200 }), { items: [] }),
    inTime(nextFiresOf(client), []),
  ]);
  return { readiness, system, nodes: nodes.items, nextFires };
}

/** The nearest slot of each schedule, the soonest ones (of the first thousand schedules by name). */
async function nextFiresOf(client: Client): Promise<Answer['nextFires']> {
  const schedules: ScheduleNext[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { items, nextCursor } = await client.schedules({
      ...{ state: 'active', slots: 0, next: firesLookedAt, limit: 200 },
      ...(cursor === undefined ? {} : { cursor }),
    });
    schedules.push(...items);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return soonestFires(schedules);
}

type ScheduleNext = Pick<Schedule, 'name' | 'zone' | 'next'>;

/** One slot of each schedule, so that a frequent one hides no other; those that calendars leave out are none. */
export function soonestFires(schedules: readonly ScheduleNext[]): Answer['nextFires'] {
  return schedules
    .flatMap(({ name, zone, next }) => {
      const fire = next.find(({ skipped }) => skipped === undefined);
      return fire === undefined ? [] : [{ schedule: name, at: fire.dueAt, zone }];
    })
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .slice(0, firesShown);
}

/** The answer, or something in its place when it is refused or takes too long. */
async function inTime<T, Instead>(answer: Promise<T>, instead: Instead): Promise<T | Instead> {
  const { promise, resolve } = Promise.withResolvers<Instead>();
  const timer = hostClock.timer(answerMs, () => resolve(instead));
  const got = await Promise.race([answer.catch(() => instead), promise]);
  timer.cancel();
  return got;
}

function lastLogged(folder: string): string | null {
  const [last] = recentRecords({ folder, sources: [logSources[0]], count: 1, level: 'trace' });
  return last === undefined ? null : new Date(last.record.at).toISOString();
}
