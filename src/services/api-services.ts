import type { FlowDefinition, Manifest } from '../contract/manifest.ts';
import type { SystemHealth } from '../contract/system-health.ts';
import type { Retention } from '../domain/pruning.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Broker } from '../ports/broker.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostFacts } from '../ports/host-facts.ts';
import type { Ids } from '../ports/ids.ts';
import type { LiveBus } from '../ports/live-bus.ts';
import type { Logger } from '../ports/logger.ts';
import type { Store } from '../ports/store.ts';
import type { Artifacts } from './artifacts/artifacts.ts';
import { type Batches, createBatches } from './batches/batches.ts';
import { type ConfigurationInForce, createConfiguration } from './configuration.ts';
import { type BulkJobs, createBulkJobs } from './dead-letters/bulk-jobs.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters/dead-letters.ts';
import { createDiagnoses, type Diagnoses } from './diagnosis.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { createExec, type Exec } from './exec/exec.ts';
import { createExecAccess, type ExecAccess, type ExecAccessOptions } from './exec/exec-access.ts';
import { createExecProgress, type ExecProgress } from './exec/exec-progress.ts';
import type { SecretBox } from './exec/secret-box.ts';
import { createServedEngine, type ServedEngine } from './exec/served-engine.ts';
import { createFlows, type Flows } from './flows.ts';
import type { Gateway } from './gateway/gateway.ts';
import { createHealth, type HealthReport } from './health.ts';
import { createIntake, type Intake } from './intake/intake.ts';
import { createNodes, type Nodes } from './nodes.ts';
import { createOnceKeys, type OnceKeys } from './once/once-keys.ts';
import type { QueueWatch } from './outside/queue-watch.ts';
import { createOverview, type OverviewReport } from './overview/overview.ts';
import type { RunLogs } from './run-logs.ts';
import { createLiveProgress } from './runs/live-progress.ts';
import { createLogLineReader, type LogLineReader } from './runs/log-lines.ts';
import { createLogReader, type LogReader } from './runs/log-reader.ts';
import { createRuns, type Runs } from './runs/runs.ts';
import { type Backfills, createBackfills } from './schedules/backfills.ts';
import { createScheduler, type Scheduler } from './schedules/scheduler.ts';
import { createSchedules, type Schedules } from './schedules/schedules.ts';
import { createSearch, type Search } from './search.ts';
import { createSessions, type Sessions } from './sessions/sessions.ts';
import { createShopFiles, type ShopFiles } from './shop-files/shop-files.ts';
import { createShops, type Shops } from './shops.ts';
import { createStreams, type Streams } from './streams/streams.ts';
import { createPruner, type Pruner } from './system/pruner.ts';
import { createSystem, type SystemControl } from './system/system.ts';
import { systemHealth } from './system/system-health.ts';
import { createTokens, type GivenToken, type Tokens } from './tokens.ts';
import { createUploads, type Uploads } from './uploads/uploads.ts';
import { createWhy, type WhyAnswers } from './why/why.ts';

export interface ApiServicesParts {
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly gateway: Pick<Gateway, 'drain' | 'presence' | 'lastSeenAt' | 'wake'>;
  readonly broker: Pick<Broker, 'health'>;
  /** Looks after the broker's queues; default null: nobody else can reach the broker. */
  readonly queueWatch?: QueueWatch | null;
  readonly logs: RunLogs;
  readonly blobs: Blobs;
  readonly artifacts: Artifacts;
  readonly logger: Logger;
  /** What the server starts with; the dispatcher has its flows and limits. */
  readonly manifest: Manifest;
  readonly host: HostFacts;
  /** Flows that are there whatever the file says. */
  readonly builtIn: readonly FlowDefinition[];
  /** What callers' tokens are kept with. */
  readonly secrets: SecretBox;
  /** Makes a sid for a call without one. */
  readonly newSid: () => string;
  /** Who may call the exec API, and the seconds between two comments of its streams. */
  readonly exec: ExecAccessOptions & { readonly pingSeconds: number };
  /** What the pruner keeps. */
  readonly retention: Retention;
  readonly liveBus: LiveBus;
  readonly clock: Clock;
  readonly ids: Ids;
  /** What tokens are hashed with: the installation's secret. */
  readonly secret: Uint8Array;
  /** Tokens that are known from the start: the administrator's, the command line's, a local node's. */
  readonly givenTokens: readonly GivenToken[];
  /** IANA zone of times in logs. */
  readonly timezone: string;
  readonly version: string;
  readonly pid: number;
  /** ms since epoch. */
  readonly startedAt: number;
}

/** Everything that the API offers. */
export interface ApiServices {
  readonly intake: Intake;
  readonly runs: Runs;
  readonly logReader: LogReader;
  readonly logLines: LogLineReader;
  readonly streams: Streams;
  readonly artifacts: Artifacts;
  readonly why: WhyAnswers;
  readonly flows: Flows;
  readonly shops: Shops;
  readonly shopFiles: ShopFiles;
  readonly deadLetters: DeadLetters;
  readonly bulkJobs: BulkJobs;
  readonly onceKeys: OnceKeys;
  readonly batches: Batches;
  readonly system: SystemControl;
  readonly uploads: Uploads;
  readonly overview: OverviewReport;
  readonly search: Search;
  readonly diagnoses: Diagnoses;
  systemHealth(): Promise<SystemHealth>;
  readonly pruner: Pruner;
  readonly nodes: Nodes;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  /** IANA zone of day boundaries and of times in logs. */
  readonly timezone: string;
  readonly exec: Exec;
  readonly execProgress: ExecProgress;
  readonly execAccess: ExecAccess;
  readonly servedEngine: ServedEngine;
  readonly execPingMs: number;
  readonly health: HealthReport;
  readonly configuration: ConfigurationInForce;
  readonly scheduler: Scheduler;
  readonly schedules: Schedules;
  readonly backfills: Backfills;
}

/** Makes the services of the API from the core's parts. */
export function createApiServices(parts: ApiServicesParts): ApiServices {
  const { store, dispatcher, clock } = parts;
  const { history } = store;
  const { catalog } = dispatcher;
  const runs = createRuns({ ...parts, history, progress: createLiveProgress(parts.liveBus) });
  const bulkJobs = createBulkJobs({ ...parts, history });
  const uploads = createUploads(parts);
  const pruner = createPruner({ ...parts, uploads });
  const tokens = createTokens({ ...parts, given: parts.givenTokens });
  const scheduler = createScheduler({ ...parts, history });
  const configuration = createConfiguration({ ...parts, scheduler });
  const health = createHealth({ ...parts, history, configuration });
  const nodes = createNodes({ ...parts, history, catalog });
  const shops = createShops({ dispatcher, history, clock });
  const batches = createBatches({ dispatcher, history, clock, bulkJobs });
  const intake = createIntake({ ...parts, history });
  const exec = createExec({ ...parts, history });
  const streams = createStreams({ ...parts, history, runs });
  return {
    intake,
    uploads,
    runs,
    logReader: createLogReader({ ...parts, history }),
    logLines: createLogLineReader(parts.logs),
    streams,
    artifacts: parts.artifacts,
    why: createWhy({ history, catalog, clock }),
    flows: createFlows(catalog),
    shops,
    shopFiles: createShopFiles({ dispatcher, history }),
    deadLetters: createDeadLetters({ ...parts, history, runs }),
    bulkJobs,
    onceKeys: createOnceKeys({ dispatcher, history, clock }),
    batches,
    system: createSystem({ queueWatch: null, ...parts, history, pruner }),
    pruner,
    nodes,
    overview: createOverview({ ...parts, history, nodes, shops, configuration, scheduler }),
    search: createSearch({ history, catalog }),
    diagnoses: createDiagnoses({ history, clock }),
    systemHealth: () => systemHealth({ ...parts, health, nodes, scheduler }),
    tokens,
    sessions: createSessions({ ...parts, tokens }),
    timezone: parts.timezone,
    exec,
    execProgress: createExecProgress({ exec, streams: streams.runs, clock }),
    execAccess: createExecAccess(parts.exec),
    servedEngine: createServedEngine(intake, runs),
    execPingMs: parts.exec.pingSeconds * 1000,
    health,
    configuration,
    scheduler,
    schedules: createSchedules({ ...parts, history, scheduler }),
    backfills: createBackfills({ ...parts, history, scheduler, batches }),
  };
}
