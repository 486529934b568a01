/**
 * Puts server and node together: the only place that picks adapters. What a command does not need is imported only when
 * it is needed, so that short commands start quickly and a node does not carry a server.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemClock } from './adapters/clock-system/system-clock.ts';
import { type DataFolderCause, prepareDataFolder } from './adapters/data-folder/data-folder.ts';
import { keptSecret, newSecret, readPrivateFile, writePrivateFile } from './adapters/data-folder/private-file.ts';
import { randomIds } from './adapters/ids-random/random-ids.ts';
import { portOwner } from './adapters/port-owner/port-owner.ts';
import { processLocks } from './adapters/process-lock/process-lock.ts';
import type { Configuration } from './config/load.ts';
import { nodeOptions } from './config/node-options.ts';
import { dataFiles, type ServerFile } from './contract/server-file.ts';
import { DroverError } from './domain/drover-error.ts';
import type { NodeEvent } from './node/node-agent.ts';
import { findLiveNode, type NodeLockInfo } from './node/node-lock.ts';
import type { RunningNode } from './node/node-main.ts';
import type { Clock } from './ports/clock.ts';
import type { LiveMessage } from './ports/live-bus.ts';
import type { HeldProcessLock } from './ports/process-lock.ts';
import type { Store } from './ports/store.ts';

/** This machine's time, for the command line. */
export const hostClock: Clock = systemClock;

/** Keeps this process alive, which the clock's timers don't, until the returned function is called. */
export function keepAlive(): () => void {
  const timer = setInterval(() => undefined, 2 ** 31 - 1);
  return () => clearInterval(timer);
}

/** Why a server can't start, and what is known of it. */
export type StartFault =
  | { readonly kind: 'data_folder'; readonly path: string; readonly cause: DataFolderCause; readonly detail: string }
  | { readonly kind: 'data_used'; readonly path: string; readonly pid: number | null }
  | { readonly kind: 'store_newer'; readonly path: string; readonly found: number; readonly known: number }
  | { readonly kind: 'store'; readonly path: string; readonly detail: string }
  | { readonly kind: 'port_used'; readonly host: string; readonly port: number; readonly owner: { readonly pid: number; readonly program: string | null } | null }
  | { readonly kind: 'listen'; readonly host: string; readonly port: number; readonly detail: string };

export interface ServerOptions {
  readonly version: string;
  /** Hears what is committed and how nodes stand, from before the server listens; must not throw. */
  readonly watch?: (message: LiveMessage) => void;
}

/** A server that runs in this process. */
export interface RunningServer {
  /** As reached from this machine. */
  readonly url: string;
  /** The administrator's token; only at the first start of a data folder, and null where the environment gave it. */
  readonly newAdminToken: string | null;
  /** An administrator's token for this machine's commands, new at each start. */
  readonly cliToken: string;
  /** Statements that the store has executed; at rest it does not grow. */
  statements(): number;
  /** Takes no new request, ends what is under way (bounded), and closes the store. */
  stop(): Promise<void>;
}

export type ServerStart =
  | { readonly ok: true; readonly server: RunningServer }
  | { readonly ok: false; readonly fault: StartFault };
