/**
 * `drover up`: the server in this process, the local node and, with `--example`, the example's site and stand-in engine as
 * processes of their own. Modes: starting, serving, stopping (the node first, while the server still takes its results;
 * then server, site and engine).
 * A node that ends is started again; when this process is killed the node lives on, and the next `up` adopts it.
 */
import { resolve } from 'node:path';
import { createClient } from '../../client/client.ts';
import { readEnvironment } from '../../config/environment.ts';
import { keptEnvironment } from '../../config/kept-environment.ts';
import {
  composeServer,
  guardLeftIn,
  hostClock,
  lastServerUrl,
  liveNodeOf,
  nodeOutput,
  type RunningServer,
} from '../../main.ts';
import { hostProcessTable } from '../../node/process-tree/host-process-table.ts';
import { CommandFailure } from '../command-failure.ts';
import { drover } from '../drover-package.ts';
import { keepAlive } from '../environment.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { loadSettings } from '../load-settings.ts';
import { keepStart } from '../service/last-start.ts';
import { spokenOutput, starterOfProcess } from '../service/starter.ts';
import { forgetStopRequest, stopRequest, watchStopRequest } from '../service/stop-request.ts';
import type { Shell } from '../shell.ts';
import { newsLine } from '../show/config-changes.ts';
import { createStatusLine } from '../show/status-line.ts';
import { toldIn } from '../show/told.ts';
import { startFaultText } from '../start-fault-text.ts';
import { stopSignals } from '../stop-signals.ts';
import { banner } from './banner.ts';
import {
  type Example,
  exampleFiles,
  exampleFirstRound,
  exampleIsHere,
  prepareExample,
  rememberPorts,
} from './example.ts';
import type { FirstRound } from './first-round.ts';
import { createLocalNode, type LocalNodeEvent } from './local-node.ts';
import { type ShownRound, showRound } from './show-round.ts';
import { lastWords, startNodeProcess } from './spawn-node.ts';

export interface UpOptions {
  readonly example: boolean;
  /** Whether a language was asked for; else what `up` shows is in both. */
  readonly languageAsked: boolean;
  /** Started by `drover start`, which waits to hear how it goes; what would be printed goes to the log. */
  readonly background: boolean;
}

/** Beyond the lease, how long an adopted node may take to reach this server, ms. */
const connectSlackMs = 7_000;

/** Runs until it is told to stop; nothing of it lives when it resolves. */
export async function up(shell: Shell, options: UpOptions): Promise<ExitCode> {
  const { caller, say } = shell;
  const signals = stopSignals();
  const release = keepAlive();
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => signals.release());
  cleanup.defer(release);
  const starter = options.background ? starterOfProcess() : null;
  const spoken = options.background ? spokenOutput() : null;
  const line = createStatusLine(spoken ?? caller.output, () => hostClock.uptimeMs());
  const print = (text: string): void =>
    // Standard output holds one JSON value then.
    shell.json && spoken === null ? shell.note(text) : line.print(text);
  // What is printed in the background goes to the log by itself.
  let serving: RunningServer | null = null;
  const warn: RunningServer['warn'] = (fields, text) => {
    serving?.warn(fields, text);
    if (spoken === null) print(text);
  };
  const round = showRound(line, hostClock, say);

  // Before the example adds to it.
  const given = keptEnvironment(caller.env, caller.folder);
  const example = options.example ? await startExample(shell) : null;
  if (example !== null) cleanup.defer(() => example.stop());
  const configuration = await loadSettings(shell);
  const { settings } = configuration;
  const { dataFolder } = settings;

  // Stopped before the server, which is started first: hears of nodes from the beginning.
  const output = nodeOutput(dataFolder);
  const before = lastServerUrl(dataFolder);
  let url = '';
  let launched = false;
  const table = hostProcessTable();
  const node = createLocalNode({
    clock: hostClock,
    spawn: () => {
      launched = true;
      return startNodeProcess({ caller, dataFolder, serverUrl: url, output });
    },
    findLive: () => liveNodeOf(dataFolder),
    runs: (pid) => table.row(pid)?.alive === true,
    guardLeft: () => guardLeftIn(dataFolder) !== null,
    sameAddress: () => launched || before === null || before === url,
    connectWithinMs: settings.leaseSeconds * 1000 + connectSlackMs,
    stopGraceMs: () => stopRequest(dataFolder)?.graceMs ?? 0,
    tell: (event) => tellNode(event, shell, print, warn, output),
  });
  const keep = (configPath: string | null): void =>
    keepStart(dataFolder, {
      ...{ pid: process.pid, folder: caller.folder, ...given },
      ...{ configPath: options.example ? null : configPath, example: options.example },
    });
  const start = await composeServer(configuration, {
    version: drover.version,
    consoleFolder: drover.console,
    watch: (message) => {
      round.heard(message);
      if (message.topic !== 'node') return;
      node.heard(message.nodeId, message.state);
      if (message.state === 'connected') starter?.tell({ kind: 'node' });
    },
    onConfiguration: (news) => {
      print(newsLine(news, say, shell.language));
      // It may have come only now, or under another name.
      if (news.kind === 'applied') keep(news.path);
    },
  });
  if (!start.ok) {
    throw new CommandFailure(
      exitCodes.failed,
      start.fault.kind,
      startFaultText(start.fault, say),
      start.fault,
    );
  }
  const { server } = start;
  serving = server;
  cleanup.defer(() => server.stop());
  spoken?.to((text) => server.note(text));
  url = server.url;
  keep(configuration.configPath);
  forgetStopRequest(dataFolder);
  cleanup.defer(() => forgetStopRequest(dataFolder));
  const requested = Promise.withResolvers<void>();
  const requests = watchStopRequest(dataFolder, requested.resolve);
  cleanup.defer(() => requests.close());
  if (example !== null) rememberPorts(dataFolder, example);
  node.start();
  cleanup.defer(() => node.stop(signals.hurry));

  const first = example === null ? null : await submitFirstRound(round, server, shell);
  if (starter === null) showStart(shell, options, { server, example, dataFolder, first });
  else {
    const { signInUrl, newAdminToken } = server;
    starter.tell({ kind: 'up', url: server.url, signInUrl, newAdminToken });
  }
  if (first !== null && !shell.json) round.show(first);
  const tellEnd = (words: 'site_ended' | 'engine_ended') => () => {
    if (!signals.wasAsked()) line.print(say(words));
  };
  void example?.site.ended.then(tellEnd('site_ended'));
  void example?.engine?.ended.then(tellEnd('engine_ended'));

  await Promise.race([signals.asked, requested.promise]);
  round.stop();
  if (spoken !== null) line.print(say('stopping_background'));
  else if (!shell.json) line.print(say('stopping'));
  signals.hurry.addEventListener('abort', () => line.print(say('hurrying')));
  await cleanup.disposeAsync();
  if (!shell.json) shell.print(say('stopped'));
  return exitCodes.ok;
}

/** Starts the example's programs, and sets the environment for them; with a faulty environment there are none yet. */
async function startExample({ caller, say }: Shell): Promise<Example | null> {
  if (!exampleIsHere()) {
    throw new CommandFailure(
      exitCodes.failed,
      'no_example',
      say('no_example', { path: exampleFiles.config }),
    );
  }
  const reading = readEnvironment(caller.env, caller.folder);
  // Told with everything else that is wrong when the configuration is read.
  if (!reading.ok) return null;
  try {
    return await prepareExample(caller.env, reading.settings.dataFolder, hostClock);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(exitCodes.failed, 'site', say('site_failed', { detail }));
  }
}

async function submitFirstRound(
  round: ShownRound,
  server: RunningServer,
  shell: Shell,
): Promise<FirstRound | null> {
  const client = createClient({ url: server.url, token: server.cliToken, tool: 'cli' });
  try {
    const first = await round.submit(client, await exampleFirstRound());
    for (const { detail: message, words } of first.refusals)
      shell.note(shell.say('round_refused', { detail: toldIn(shell.language, { message, words }) }));
    return first.runs.length === 0 ? null : first;
  } catch (error) {
    // The server serves all the same.
    const detail = error instanceof Error ? toldIn(shell.language, error) : String(error);
    shell.note(shell.say('round_refused', { detail }));
    return null;
  }
}

interface Started {
  readonly server: RunningServer;
  readonly example: Example | null;
  readonly dataFolder: string;
  readonly first: FirstRound | null;
}

function showStart(shell: Shell, options: UpOptions, { server, example, dataFolder, first }: Started): void {
  const { caller, say, paint } = shell;
  const { url, signInUrl, newAdminToken } = server;
  const siteUrl = example?.site.url ?? null;
  const engineUrl = example?.engine?.url ?? null;
  const runs = first?.runs ?? [];
  if (shell.json) {
    shell.printJson({
      version: drover.version,
      url,
      signInUrl,
      siteUrl,
      engineUrl,
      dataFolder,
      pid: process.pid,
      newAdminToken,
      runs: runs.map((run) => run.id),
    });
    return;
  }
  const usual = dataFolder === resolve(caller.folder, '.drover');
  const facts = {
    version: drover.version,
    url,
    signInUrl,
    siteUrl,
    engineUrl,
    dataFolder,
    dataToSet: usual ? null : dataFolder,
    runs,
    newAdminToken,
  };
  shell.print(`${banner({ ...facts, say: options.languageAsked ? say : null }, paint)}\n`);
}

/** What becomes of the local node; `warn` also where nobody looks at the terminal. */
function tellNode(
  event: LocalNodeEvent,
  { say }: Shell,
  print: (text: string) => void,
  warn: RunningServer['warn'],
  output: string,
): void {
  const { kind, pid } = event;
  const nodePid = pid;
  switch (kind) {
    case 'adopted':
      return print(say('local_node_adopted', { pid }));
    case 'replaced':
      return warn({ nodePid }, say('local_node_replaced', { pid }));
    case 'stuck':
      return warn({ nodePid }, say('local_node_stuck', { pid }));
    case 'gone':
      return warn({ nodePid }, say('local_node_gone', { pid }));
    case 'ended':
  }
  const { how, backOffMs } = event;
  const ended = { pid: pid ?? '-', how };
  if (backOffMs === null) return warn({ nodePid, how }, say('local_node_displaced', ended));
  const words = how === 'SIGKILL' ? 'local_node_killed' : 'local_node_ended';
  warn({ nodePid, how, againInMs: backOffMs }, say(words, { ...ended, seconds: backOffMs / 1000 }));
  // One that was killed had nothing to say of it.
  const text = how.startsWith('exit') ? lastWords(output) : '';
  if (text !== '') warn({ nodePid }, say('local_node_said', { text }));
}
