import { type Client, createClient } from '../../client/client.ts';
import type { Settings } from '../../config/settings.ts';
import type { Readiness } from '../../contract/health.ts';
import type { Node } from '../../contract/node.ts';
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
}

const answerMs = 5_000;

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
    ...{ readiness: null, system: null, nodes: [] },
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

type Answer = Pick<ServiceStatus, 'readiness' | 'system' | 'nodes'>;

/** Null when the server does not say even whether it lives; what it refuses to tell is left out. */
async function answered(client: Client): Promise<Answer | null> {
  const ask = async (): Promise<Answer | null> => {
    try {
      const readiness = await client.readiness();
      const [system, nodes] = await Promise.all([
        client.system().catch(() => null),
        client.nodes({ limit: 200 }).catch(() => ({ items: [] })),
      ]);
      return { readiness, system, nodes: nodes.items };
    } catch {
      return null;
    }
  };
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = hostClock.timer(answerMs, () => resolve(null));
  const answer = await Promise.race([ask(), promise]);
  timer.cancel();
  return answer;
}

function lastLogged(folder: string): string | null {
  const [last] = recentRecords({ folder, sources: [logSources[0]], count: 1, level: 'trace' });
  return last === undefined ? null : new Date(last.record.at).toISOString();
}
