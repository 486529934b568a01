/** Whether the installation is sound: what `/readyz` knows, and what `drover doctor` would look at on the server's machine. */
import type { Node } from '../../contract/node.ts';
import type { SystemHealth } from '../../contract/system-health.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HostFacts } from '../../ports/host-facts.ts';
import type { HealthReport } from '../health.ts';
import type { Nodes } from '../nodes.ts';
import { type ClockWait, clockWaitOf } from '../schedules/clock-back.ts';
import type { ScheduleBook } from '../schedules/schedule-book.ts';

/** Less room than this is warned of, and than that stops work soon, bytes. */
const scarce = 2 * 2 ** 30;
const nearlyNone = 256 * 2 ** 20;
const mib = 2 ** 20;

type Check = SystemHealth['checks'][number];

export interface SystemHealthParts {
  readonly health: Pick<HealthReport, 'readiness'>;
  readonly nodes: Pick<Nodes, 'list'>;
  readonly host: HostFacts;
  readonly version: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly scheduler: { readonly book: ScheduleBook };
  readonly timezone: string;
}

export async function systemHealth(parts: SystemHealthParts): Promise<SystemHealth> {
  const [{ checks: ready }, nodes, folder, disk, database] = await Promise.all([
    parts.health.readiness(),
    parts.nodes.list({ limit: 10_000 }).then(
      ({ items }) => items,
      () => [],
    ),
    parts.host.dataFolder(),
    parts.host.disk(),
    parts.host.databaseBytes(),
  ]);
  const checks: Check[] = [
    ...ready.map(
      ({ name, ok, detail }): Check => ({
        name,
        state: ok ? 'ok' : name === 'config' || name === 'nodes' ? 'warning' : 'broken',
        detail,
        facts: {},
        remedy: ok ? null : remedyOf[name],
      }),
    ),
    {
      name: 'data_folder',
      state: folder.writable ? 'ok' : 'broken',
      detail: folder.writable ? `${folder.path} can be written` : folder.detail,
      facts: { path: folder.path },
      remedy: folder.writable ? null : "give the server's user the right to write there",
    },
    ...(disk === null ? [] : [diskCheck(disk)]),
    ...(database === null ? [] : [databaseCheck(database)]),
    versionsCheck(nodes, parts.version),
    flowsCheck(nodes),
    filesCheck(nodes),
    cgroupsCheck(nodes),
    clockCheck(clockWaitOf(parts.scheduler.book, parts.clock.now(), parts.timezone)),
  ];
  const worst = checks.some(({ state }) => state === 'broken')
    ? 'broken'
    : checks.some(({ state }) => state === 'warning')
      ? 'warning'
      : 'ok';
  return { state: worst, checks };
}

const remedyOf = {
  store: "see the server's log; free some space, or look after the disk",
  broker: 'start the broker, or look at DROVER_BROKER_URL',
  nodes: 'start a node: npx drover node',
  config: 'mend the configuration file; it takes effect by itself',
} as const;

function diskCheck({ free, total }: { readonly free: number; readonly total: number }): Check {
  const state = free < nearlyNone ? 'broken' : free < scarce ? 'warning' : 'ok';
  const facts = { freeMib: Math.floor(free / mib), totalMib: Math.floor(total / mib) };
  return {
    ...{ name: 'disk', state, facts },
    detail: `${facts.freeMib} of ${facts.totalMib} MiB are free`,
    remedy:
      state === 'ok' ? null : 'make room, or keep less: DROVER_RETENTION_DAYS, DROVER_RETENTION_BLOB_DAYS',
  };
}

function databaseCheck(bytes: number): Check {
  const facts = { mib: Math.ceil(bytes / mib) };
  return { name: 'database', state: 'ok', detail: `the database has ${facts.mib} MiB`, facts, remedy: null };
}

const isThere = ({ state }: Node): boolean => state !== 'offline';

function versionsCheck(nodes: readonly Node[], version: string): Check {
  const others = nodes.filter((node) => isThere(node) && node.version !== version);
  const names = others.map(({ name, version: its }) => `${name} (${its})`).join(', ');
  return {
    name: 'node_versions',
    state: others.length === 0 ? 'ok' : 'warning',
    detail:
      others.length === 0 ? 'all nodes are of this version' : `of another version than ${version}: ${names}`,
    facts: { version, nodes: names },
    remedy: others.length === 0 ? null : 'install the same version there',
  };
}

function flowsCheck(nodes: readonly Node[]): Check {
  const outdated = nodes.filter((node) => isThere(node) && node.flows.some((flow) => flow.outdated));
  const names = outdated.map(({ name }) => name).join(', ');
  return {
    name: 'flows',
    state: outdated.length === 0 ? 'ok' : 'warning',
    detail:
      outdated.length === 0
        ? "nodes offer the server's definitions of flows"
        : `other definitions than the server's on: ${names}`,
    facts: { nodes: names },
    remedy: outdated.length === 0 ? null : 'give these nodes the same configuration file',
  };
}

function filesCheck(nodes: readonly Node[]): Check {
  const lacking = nodes.filter((node) => isThere(node) && node.missing.length > 0);
  const files = lacking
    .flatMap(({ name, missing }) => missing.map(({ flow, path }) => `${flow} (${name}: ${path})`))
    .join(', ');
  return {
    name: 'flow_files',
    state: lacking.length === 0 ? 'ok' : 'warning',
    detail:
      lacking.length === 0
        ? 'nodes have the files of their flows'
        : `not offered for want of a file: ${files}`,
    facts: { files },
    remedy: lacking.length === 0 ? null : 'put the files back, or mend their paths in the configuration file',
  };
}

function cgroupsCheck(nodes: readonly Node[]): Check {
  const without = nodes.filter((node) => isThere(node) && node.cgroups === false);
  const names = without.map(({ name }) => name).join(', ');
  return {
    name: 'node_cgroups',
    state: without.length === 0 ? 'ok' : 'warning',
    detail:
      without.length === 0
        ? 'nodes give each program a cgroup, where their systems have cgroups'
        : `no cgroup can be written: a helper that leaves its session, clears its environment, closes its pipes and loses its parent within a second is not found, and lives on beside the next run in its shop. On: ${names}`,
    facts: { nodes: names },
    remedy:
      without.length === 0
        ? null
        : 'run these nodes as a systemd service with Delegate=yes, or in a cgroup (v2) that their user may write',
  };
}

function clockCheck(wait: ClockWait | null): Check {
  if (wait === null)
    return {
      name: 'clock',
      state: 'ok',
      detail: 'no schedule is ahead of the clock',
      facts: {},
      remedy: null,
    };
  const { count, until } = wait;
  const schedules = wait.names.join(', ');
  return {
    ...{ name: 'clock', state: 'warning', facts: { count, schedules, until } },
    detail: `the clock went back; schedules that wait until ${until}: ${schedules}`,
    remedy: 'set the clock by a time server (NTP)',
  };
}
