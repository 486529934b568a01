import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../adapters/clock-system/system-clock.ts';
import { logFolderFault, prepareDataFolder } from '../adapters/data-folder/data-folder.ts';
import { readPrivateFile } from '../adapters/data-folder/private-file.ts';
import { readServerFile } from '../adapters/data-folder/server-file.ts';
import { randomIds } from '../adapters/ids-random/random-ids.ts';
import { processLocks } from '../adapters/process-lock/process-lock.ts';
import type { ConfigNews } from '../config/live-configuration.ts';
import type { Configuration } from '../config/load.ts';
import { followAsNode, warnOfMissing } from '../config/node-follower.ts';
import { nodeOptions } from '../config/node-options.ts';
import { dataFiles } from '../contract/server-file.ts';
import { createSecretMask, environmentSecrets } from '../domain/secret-mask.ts';
import type { NodeStartFault } from '../domain/start-fault.ts';
import type { RunningNode } from '../node/node-main.ts';
import { logCrashes } from './log-crashes.ts';
import { nodeFolder, nodeOutput } from './node-folder.ts';

export interface NodeStartOptions {
  readonly version: string;
  /** The process's environment: programs get the allowed part of it, a node that the guard starts gets all. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Command line that starts this node again. */
  readonly program: readonly string[];
  /** Working folder of that command line. */
  readonly folder: string;
  /** The process that starts this node anew by itself; null: nobody does. */
  readonly supervisorPid: number | null;
  /** How many signals for the whole process group this process has outlived. */
  readonly interruptions: () => number;
  readonly onConnected: (name: string, serverUrl: string) => void;
  /** Hears of edits of the configuration file; must not throw. */
  readonly onConfiguration?: (news: ConfigNews) => void;
}

export type NodeStart =
  | { readonly ok: true; readonly node: RunningNode }
  | { readonly ok: false; readonly fault: NodeStartFault };

/**
 * Starts this machine's node. Where the environment names no server or token, those of the server that uses the same data
 * folder are taken.
 */
export async function composeNode(
  configuration: Configuration,
  options: NodeStartOptions,
): Promise<NodeStart> {
  const { settings } = configuration;
  const { dataFolder } = settings;
  const serverUrl = settings.node.serverUrl ?? readServerFile(dataFolder)?.url;
  if (serverUrl === undefined) return { ok: false, fault: { kind: 'needs', key: 'DROVER_SERVER_URL' } };
  const tokenPath = join(dataFolder, dataFiles.nodeToken);
  const token = (): string => settings.node.token ?? readPrivateFile(tokenPath) ?? '';
  if (token() === '') return { ok: false, fault: { kind: 'needs', key: 'DROVER_NODE_TOKEN' } };
  const folder = nodeFolder(dataFolder);
  const logFault = logFolderFault(settings.log.folder);
  if (logFault !== null) return { ok: false, fault: logFault };
  const writable = prepareDataFolder(folder);
  if (!writable.ok) return { ok: false, fault: { kind: 'data_folder', path: folder, ...writable } };

  const [
    { startNode, NodeFolderInUse },
    { createWsDialer },
    { openFileSpool },
    { createPinoLogger },
    { httpInputFiles },
  ] = await Promise.all([
    import('../node/node-main.ts'),
    import('../adapters/link-ws/ws-dialer.ts'),
    import('../adapters/spool-file/file-spool.ts'),
    import('../adapters/logger-pino/pino-logger.ts'),
    import('../adapters/input-files-http/http-input-files.ts'),
  ]);
  const { level } = settings.log;
  const secrets = createSecretMask();
  secrets.learn(...environmentSecrets(options.environment), token());
  const logger = createPinoLogger({
    level,
    folder: settings.log.folder,
    name: 'node',
    base: { pid: process.pid },
    mask: (line) => secrets.mask(line),
  });
  logCrashes(logger);
  warnOfMissing(configuration.manifest, logger);
  const offer = nodeOptions(configuration);
  const name = offer.name ?? hostname();
  const env = Object.entries(options.environment).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  try {
    const node = await startNode({
      clock: systemClock,
      ids: randomIds,
      logger,
      locks: processLocks,
      dialer: createWsDialer({ serverUrl, token }),
      inputFiles: httpInputFiles({ serverUrl, token }),
      openSpool: (path) => openFileSpool(path, logger),
      dataFolder: folder,
      name,
      version: options.version,
      slots: offer.slots,
      pools: offer.pools,
      poolSlots: offer.poolSlots,
      tags: offer.tags,
      flows: offer.flows,
      environment: options.environment,
      restart: {
        argv: options.program,
        cwd: options.folder,
        env: Object.fromEntries(env),
        logFile: nodeOutput(dataFolder),
      },
      interruptions: options.interruptions,
      ...(options.supervisorPid === null ? {} : { supervisorPid: options.supervisorPid }),
      onEvent: (event) => {
        if (event.kind === 'connected') options.onConnected(name, serverUrl);
      },
    });
    const followed = followAsNode(configuration, (work) => node.offer(work), logger, options.onConfiguration);
    const stop: RunningNode['stop'] = (how) => followed.close().then(() => node.stop(how));
    return { ok: true, node: { ...node, stop } };
  } catch (error) {
    if (error instanceof NodeFolderInUse) {
      return { ok: false, fault: { kind: 'folder_used', path: folder, pid: error.holder?.pid ?? null } };
    }
    return {
      ok: false,
      fault: { kind: 'failed', detail: error instanceof Error ? error.message : String(error) },
    };
  }
}
