import { join } from 'node:path';
import { systemClock } from '../adapters/clock-system/system-clock.ts';
import { logFolderFault, prepareDataFolder } from '../adapters/data-folder/data-folder.ts';
import { keptSecret, newSecret, writePrivateFile } from '../adapters/data-folder/private-file.ts';
import { removeServerFile, writeServerFile } from '../adapters/data-folder/server-file.ts';
import { createHeapTrim } from '../adapters/heap-trim/heap-trim.ts';
import { randomIds } from '../adapters/ids-random/random-ids.ts';
import { listenFault } from '../adapters/port-owner/listen-fault.ts';
import { processLocks } from '../adapters/process-lock/process-lock.ts';
import { faultWords } from '../config/describe-faults.ts';
import { engineFlow } from '../config/engine-flow.ts';
import type { ConfigFault } from '../config/fault.ts';
import { type ConfigNews, followConfiguration } from '../config/live-configuration.ts';
import type { Configuration } from '../config/load.ts';
import { dataFiles, type ServerFile } from '../contract/server-file.ts';
import { filesKeptMs } from '../domain/pruning.ts';
import { createSecretMask, environmentSecrets } from '../domain/secret-mask.ts';
import type { StartFault } from '../domain/start-fault.ts';
import { localUrl } from '../http/local-url.ts';
import { signInAddress } from '../http/sign-in-address.ts';
import { hostProcessTable } from '../node/process-tree/host-process-table.ts';
import { holderLives } from '../node/process-tree/lock-holder.ts';
import { ownMark } from '../node/process-tree/process-mark.ts';
import type { LiveMessage } from '../ports/live-bus.ts';
import type { Store } from '../ports/store.ts';
import type { Tokens } from '../services/tokens.ts';
import { withinTime } from '../services/within-time.ts';
import { logCrashes } from './log-crashes.ts';
import { openBroker } from './open-broker.ts';
import { openStore } from './open-store.ts';
import { serverParts } from './server-parts.ts';
import { serverLockName } from './service-state.ts';

export interface ServerOptions {
  readonly version: string;
  /** Where the built console is. */
  readonly consoleFolder: string;
  /** Hears what is committed and how nodes stand, from before the server listens; must not throw. */
  readonly watch?: (message: LiveMessage) => void;
  /** Hears of edits of the configuration file; must not throw. */
  readonly onConfiguration?: (news: ConfigNews) => void;
}

/** A server that runs in this process. */
export interface RunningServer {
  /** As reached from this machine. */
  readonly url: string;
  /** The administrator's token; only at the first start of a data folder, and null where the environment gave it. */
  readonly newAdminToken: string | null;
  /** Opens one session as administrator, once, within 10 min. */
  readonly signInUrl: string;
  /** An administrator's token for this machine's commands, new at each start. */
  readonly cliToken: string;
  /** Puts a line into the server's log. */
  note(text: string): void;
  /** Puts a warning into it. */
  warn(fields: Readonly<Record<string, unknown>>, text: string): void;
  /** Statements that the store has executed; at rest it does not grow. */
  statements(): number;
  /** Takes no new request, ends what is under way (bounded), and closes the store. */
  stop(): Promise<void>;
}

export type ServerStart =
  | { readonly ok: true; readonly server: RunningServer }
  | { readonly ok: false; readonly fault: StartFault };

/**
 * Starts a server: takes the data folder, opens the store, puts the file's shops in, and listens. What can be wrong on a
 * machine is an answer; all else is a bug and throws. Nothing is left behind by a start that failed.
 */
export async function composeServer(
  configuration: Configuration,
  options: ServerOptions,
): Promise<ServerStart> {
  const { settings } = configuration;
  const path = settings.dataFolder;
  const writable = prepareDataFolder(path);
  if (!writable.ok) return { ok: false, fault: { kind: 'data_folder', path, ...writable } };
  const table = hostProcessTable();
  const locked = processLocks.acquire(join(path, serverLockName), { ...ownMark(table) }, (holder) =>
    holderLives(holder, table),
  );
  if (!locked.ok) return { ok: false, fault: { kind: 'data_used', path, pid: locked.holder?.pid ?? null } };
  const cleanup = new AsyncDisposableStack();
  cleanup.defer(() => locked.lock.release());
  let started = false;
  try {
    const opened = await openStore(settings.database.path);
    if (!opened.ok) return opened;
    cleanup.defer(() => opened.store.close());
    const start = await startServer(configuration, options, opened.store, cleanup);
    started = start.ok;
    return start;
  } finally {
    if (!started) await cleanup.disposeAsync();
  }
}

/** Everything between the open store and the open port; what it starts, `cleanup` ends. */
async function startServer(
  { settings, manifest, configPath, origin, warnings }: Configuration,
  options: ServerOptions,
  store: Store,
  cleanup: AsyncDisposableStack,
): Promise<ServerStart> {
  const { dataFolder } = settings;
  const parts = await serverParts();
  const logFault = logFolderFault(settings.log.folder);
  if (logFault !== null) return { ok: false, fault: logFault };
  const secrets = createSecretMask();
  secrets.learn(...environmentSecrets(process.env));
  const logger = parts.createPinoLogger({
    level: settings.log.level,
    folder: settings.log.folder,
    name: 'server',
    base: { pid: process.pid },
    mask: (line) => secrets.mask(line),
  });
  cleanup.defer(logCrashes(logger));
  const startedAt = systemClock.now();
  const liveBus = parts.createLocalLiveBus();
  if (options.watch !== undefined) liveBus.subscribe(options.watch);
  const trim = createHeapTrim(systemClock, restMs);
  cleanup.defer(() => trim.stop());
  liveBus.subscribe(() => trim.busy());
  const { broker, exchange } = await openBroker(settings, logger);
  cleanup.defer(() => broker.close());
  const core = { store, broker, clock: systemClock, ids: randomIds, liveBus, logger };
  const builtIn = [engineFlow(settings)];
  const catalog = parts.flowCatalog(manifest.flows, manifest.limits, builtIn);
  const installationKey =
    settings.secretKey === null
      ? Buffer.from(keptSecret(join(dataFolder, 'secret.key')), 'base64url')
      : Buffer.from(settings.secretKey);
  const secretBox = parts.createSecretBox(installationKey);
  const dispatcher = parts.createDispatcher({
    ...core,
    catalog,
    logBytes: (run, attempt) => logs.told(run, attempt),
    filesKeptMs: filesKeptMs(settings.retention),
  });
  const blobs = parts.createFolderBlobs(settings.blobs.path);
  const logs = parts.createRunLogs(blobs, liveBus);
  const artifacts = parts.createArtifacts({ blobs, history: store.history });
  const gateway = parts.createGateway({
    ...core,
    dispatcher,
    logs,
    artifacts,
    openSecret: (sealed, runId) => secretBox.open(sealed, runId),
    leaseSeconds: settings.leaseSeconds,
  });
  const timers = parts.createTimers(dispatcher, systemClock, logger);

  const { timezone } = settings;
  const outside = exchange === null ? null : parts.createOutside({ ...core, exchange, dispatcher, timezone });

  const cliToken = newSecret();
  const nodeToken = keptSecret(join(dataFolder, dataFiles.nodeToken));
  const { adminToken } = settings;
  secrets.learn(cliToken, nodeToken, adminToken);
  const services = parts.createApiServices({
    ...core,
    dispatcher,
    gateway,
    logs,
    artifacts,
    blobs,
    manifest,
    retention: settings.retention,
    host: parts.hostFacts(dataFolder, settings.database.path),
    secret: installationKey,
    secrets: secretBox,
    builtIn,
    exec: { ...settings.exec, pingSeconds: settings.engine.pingSeconds },
    newSid: parts.createSids(
      { ...settings.service, pid: process.pid, host: settings.host, port: settings.port },
      () => systemClock.now(),
    ),
    givenTokens: [
      { name: 'command line', role: 'admin', token: cliToken },
      { name: 'local node', role: 'node', token: nodeToken },
      ...(adminToken === null ? [] : [{ name: administrator, role: 'admin' as const, token: adminToken }]),
    ],
    timezone,
    queueWatch: outside?.watch ?? null,
    version: options.version,
    pid: process.pid,
    startedAt,
  });
  const newAdminToken = adminToken === null ? await firstAdminToken(store, services.tokens) : null;
  await services.shops.importFile(manifest.shops);
  await gateway.start();
  await timers.start();
  await services.bulkJobs.start();
  await services.scheduler.start(manifest);
  await services.backfills.start();
  services.pruner.start();
  await outside?.start();

  const link = parts.createLinkServer((connection) => gateway.accept(connection), logger);
  const http = parts.createHttpServer({
    services,
    clock: systemClock,
    ids: randomIds,
    logger,
    version: options.version,
    publicUrl: settings.publicUrl,
    console: parts.consoleFolder(options.consoleFolder),
    linkUpgrade: (request, socket, head) => link.upgrade(request, socket, head),
  });
  cleanup.defer(async () => {
    // Sockets of nodes count as open connections: the port is closed once they are.
    const closed = http.close();
    timers.stop();
    services.bulkJobs.stop();
    services.backfills.stop();
    await withinTime(services.scheduler.stop(), stopStepMs, systemClock);
    services.pruner.stop();
    if (outside !== null) await withinTime(outside.stop(), stopStepMs, systemClock);
    await withinTime(gateway.stop(), stopStepMs, systemClock);
    link.close();
    if (!(await withinTime(closed, stopStepMs, systemClock))) logger.warn({}, 'connections are left open');
  });
  const { host, port } = settings;
  let bound: { readonly port: number };
  try {
    bound = await http.listen({ host, port });
  } catch (error) {
    return { ok: false, fault: await listenFault(error, host, port) };
  }
  const url = localUrl(host, bound.port);
  const file: ServerFile = {
    pid: process.pid,
    url,
    startedAt: new Date(startedAt).toISOString(),
    version: options.version,
    configPath: configPath === null ? null : origin.path,
  };
  writePrivateFile(join(dataFolder, dataFiles.cliToken), `${cliToken}\n`);
  writeServerFile(dataFolder, file);
  cleanup.defer(() => removeServerFile(dataFolder, file));
  const { configuration } = services;
  const warnOf = (found: readonly ConfigFault[]): void => {
    if (found.length === 0) return;
    const told = found.map(({ place, code, message }) => ({ place, code, message }));
    logger.warn({ warnings: told }, 'the configuration is in force, with warnings');
  };
  const followed = followConfiguration(origin, {
    apply: (next) => configuration.apply(next),
    reject: (faults) => configuration.reject(faults.map((fault) => ({ ...fault, words: faultWords(fault) }))),
    failed: (error, what) => logger.error({ error }, what),
    tell: (news) => {
      if (news.kind === 'applied') {
        warnOf(news.warnings);
        // It may have come only now, or under another name.
        writeServerFile(dataFolder, { ...file, configPath: news.path });
      }
      options.onConfiguration?.(news);
    },
  });
  cleanup.defer(() => followed.close());
  logger.info({ url, version: options.version, flows: manifest.flows.length }, 'server started');
  warnOf(warnings);
  // The start itself leaves as much behind as a busy time.
  trim.busy();
  const signInUrl = signInAddress(settings.publicUrl ?? url, services.sessions.link().word);
  const stop = (): Promise<void> => cleanup.disposeAsync();
  const note = (text: string): void => logger.info({}, text);
  const warn: RunningServer['warn'] = (fields, text) => logger.warn(fields, text);
  const statements = (): number => store.statements();
  return { ok: true, server: { url, signInUrl, newAdminToken, cliToken, note, warn, statements, stop } };
}

/** After this long without anything committed the server counts as resting, ms. */
const restMs = 5_000;
/** Name of the administrator's token. */
const administrator = 'administrator';
/** How long one step of a stop may take, ms; what then hangs ends with the process. */
const stopStepMs = 5_000;

/** Makes the administrator's token where there has never been one; null afterwards. */
async function firstAdminToken(store: Store, tokens: Pick<Tokens, 'create'>): Promise<string | null> {
  const known = await store.history.tokens();
  if (known.some((token) => token.name === administrator)) return null;
  return (await tokens.create({ name: administrator, role: 'admin' })).secret;
}
