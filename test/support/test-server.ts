import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { createFolderBlobs } from '../../src/adapters/blobs-folder/folder-blobs.ts';
import { createEmbeddedBroker } from '../../src/adapters/broker-embedded/embedded-broker.ts';
import { systemClock } from '../../src/adapters/clock-system/system-clock.ts';
import { consoleFolder } from '../../src/adapters/console-folder/console-folder.ts';
import { hostFacts } from '../../src/adapters/host-facts/host-facts.ts';
import { randomIds } from '../../src/adapters/ids-random/random-ids.ts';
import { createLocalLiveBus } from '../../src/adapters/live-bus-local/local-live-bus.ts';
import { openSqliteStore } from '../../src/adapters/store-sqlite/sqlite-store.ts';
import { emptyManifest } from '../../src/config/read-manifest.ts';
import type { ErrorCode } from '../../src/contract/error-codes.ts';
import type { Flow } from '../../src/contract/flow.ts';
import type { Readiness } from '../../src/contract/health.ts';
import type { FlowDefinition, Manifest, ShopDefinition } from '../../src/contract/manifest.ts';
import type { Node } from '../../src/contract/node.ts';
import type { Fault, Problem } from '../../src/contract/problem.ts';
import type { Run } from '../../src/contract/run.ts';
import type { ScheduleDefinition } from '../../src/contract/schedule-definition.ts';
import type { Shop } from '../../src/contract/shop.ts';
import type { Token } from '../../src/contract/token.ts';
import type { LimitPatterns } from '../../src/domain/limit-keys.ts';
import { createHttpServer } from '../../src/http/http-server.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { LiveBus } from '../../src/ports/live-bus.ts';
import type { Store } from '../../src/ports/store.ts';
import {
  type ApiServices,
  type ApiServicesParts,
  createApiServices,
} from '../../src/services/api-services.ts';
import { createArtifacts } from '../../src/services/artifacts/artifacts.ts';
import { createDispatcher, type Dispatcher } from '../../src/services/dispatch/dispatcher.ts';
import { flowCatalog } from '../../src/services/dispatch/flow-catalog.ts';
import { createSecretBox } from '../../src/services/exec/secret-box.ts';
import { createGateway, type Gateway } from '../../src/services/gateway/gateway.ts';
import { createRunLogs, type RunLogs } from '../../src/services/run-logs.ts';
import { connectLinkNode, type LinkNode, type LinkNodeOptions } from './link-node.ts';

/** A flow that needs no program: a test node only pretends to execute it. */
export function testFlow(name: string, more: Partial<FlowDefinition> = {}): FlowDefinition {
  return {
    name,
    kind: 'command',
    title: null,
    description: null,
    match: null,
    params: { type: 'object' },
    timeoutSeconds: 600,
    retry: { max: 0 },
    pool: 'default',
    limits: ['shop'],
    expiresInSeconds: null,
    tags: [],
    manualMinutes: null,
    expected: null,
    dedupe: null,
    hash: `hash-${name}`,
    program: { kind: 'command', command: ['true'], cwd: '/', encoding: 'utf8', env: {} },
    ...more,
  };
}

/** Members of answers, each as its contract names it; which are there depends on the route. */
export interface AnswerBody {
  readonly run: Run;
  readonly deduplicated?: boolean;
  readonly items: readonly (Run & Shop & Node)[];
  readonly nextCursor: string | null;
  readonly batchId: string;
  readonly results: readonly { readonly run: Run }[];
  readonly flow: Flow;
  readonly shop: Shop;
  readonly node: Node;
  readonly token: Token;
  readonly secret: string;
  readonly checks: Readiness['checks'];
  readonly code: ErrorCode;
  readonly detail: string;
  readonly words?: Problem['words'];
  readonly requestId: string;
  readonly faults: readonly Fault[];
  readonly known: readonly string[];
  readonly didYouMean?: string;
  readonly holder: string;
  readonly line: number;
  readonly column: number;
}

/** An answer as tests look at it. `body` is the parsed JSON; empty for an answer of another type, of which there is `text`. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
  readonly text: string;
}

export interface CallOptions {
  /** Default: the administrator's; null: none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server with real HTTP over an in-memory store, and nodes that do what the test says. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Where blobs are kept. */
  readonly folder: string;
  readonly adminToken: string;
  readonly services: ApiServices;
  readonly dispatcher: Dispatcher;
  readonly gateway: Gateway;
  readonly store: Store;
  readonly logs: RunLogs;
  readonly liveBus: LiveBus;
  /** Upgrades that were let through. */
  readonly upgrades: { readonly request: IncomingMessage; readonly socket: Duplex }[];
  /** What the server logged as errors. */
  readonly errors: string[];
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  /** Connects a node that offers every flow of the server, unless told otherwise. */
  node(options?: Partial<LinkNodeOptions>): Promise<LinkNode>;
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly flows?: readonly FlowDefinition[];
  readonly limits?: LimitPatterns;
  readonly shops?: readonly ShopDefinition[];
  readonly schedules?: readonly ScheduleDefinition[];
  readonly calendars?: Manifest['calendars'];
  /** The store is a file, read by its worker thread; default: memory. */
  readonly onDisk?: boolean;
  /** A file that the store is to use. */
  readonly database?: string;
  /** How people reach it; default: as it listens. */
  readonly publicUrl?: string;
  /** A built console; default: none. */
  readonly consoleFolder?: string;
  /** Of the API's services; the dispatcher takes its wall time. Default: the system's. */
  readonly clock?: Clock;
  /** Of the HTTP layer alone; default: the system's. */
  readonly httpClock?: Clock;
  /** The built-in flow of the exec API; default: there is none. */
  readonly engine?: FlowDefinition;
  readonly exec?: Partial<ApiServicesParts['exec']>;
  /** Of the broker's queues; default: there are none that others can reach. */
  readonly queueWatch?: ApiServicesParts['queueWatch'];
}

/** The nodes of tests renew nothing: their leases outlast the test, however slow the machine. */
const leaseSeconds = 600;

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const flows = options.flows ?? [testFlow('sync_order')];
  const folder = await mkdtemp(path.join(tmpdir(), 'drover-http-'));
  const errors: string[] = [];
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (fields: Readonly<Record<string, unknown>>, message: string) =>
      void errors.push(`${message}: ${JSON.stringify(fields)}`),
  };
  const store = openSqliteStore({
    path: options.database ?? (options.onDisk === true ? path.join(folder, 'drover.db') : ':memory:'),
  });
  const broker = createEmbeddedBroker();
  const secrets = createSecretBox(Buffer.from('the secret'));
  const builtIn = options.engine === undefined ? [] : [options.engine];
  let sids = 0;
  const liveBus = createLocalLiveBus();
  const core = { store, broker, liveBus, logger, clock: systemClock, ids: randomIds };
  const { now } = options.clock ?? systemClock;
  const dispatcher = createDispatcher({
    ...core,
    clock: { ...systemClock, now },
    catalog: flowCatalog(flows, options.limits ?? {}, builtIn),
    logBytes: (run, attempt) => logs.told(run, attempt),
    filesKeptMs: 14 * 24 * 3_600_000,
  });
  const blobs = createFolderBlobs(folder);
  const logs = createRunLogs(blobs, liveBus);
  const artifacts = createArtifacts({ blobs, history: store.history });
  const gateway = createGateway({
    ...core,
    dispatcher,
    logs,
    artifacts,
    openSecret: secrets.open,
    leaseSeconds,
  });
  const adminToken = 'test-administrator-token';
  const services = createApiServices({
    ...core,
    clock: options.clock ?? systemClock,
    dispatcher,
    gateway,
    logs,
    artifacts,
    blobs,
    host: hostFacts(folder, options.database ?? ':memory:'),
    retention: { days: 90, runs: 1_000_000, blobDays: 14 },
    manifest: {
      ...emptyManifest(),
      flows: [...flows],
      limits: { ...options.limits },
      shops: [...(options.shops ?? [])],
      schedules: [...(options.schedules ?? [])],
      calendars: { ...options.calendars },
    },
    secret: Buffer.from('the secret'),
    secrets,
    builtIn,
    exec: { allow: ['127.0.0.0/8'], trustedProxies: [], pingSeconds: 3, ...options.exec },
    queueWatch: options.queueWatch ?? null,
    newSid: () => `sid-${++sids}`,
    givenTokens: [{ name: 'admin', role: 'admin', token: adminToken }],
    timezone: 'Asia/Shanghai',
    version: '0.0.0-test',
    pid: process.pid,
    startedAt: Date.now(),
  });
  await services.shops.importFile(options.shops ?? []);
  await gateway.start();
  await services.scheduler.start({
    schedules: [...(options.schedules ?? [])],
    calendars: options.calendars ?? {},
  });
  const upgrades: TestServer['upgrades'] = [];
  const http = createHttpServer({
    ...core,
    clock: options.httpClock ?? systemClock,
    services,
    version: '0.0.0-test',
    publicUrl: options.publicUrl ?? null,
    console: consoleFolder(options.consoleFolder ?? path.join(folder, 'no-console')),
    linkUpgrade: (request, socket) => {
      upgrades.push({ request, socket });
      socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
    },
  });
  const { port } = await http.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    port,
    folder,
    adminToken,
    services,
    dispatcher,
    gateway,
    store,
    logs,
    liveBus,
    upgrades,
    errors,
    call: async (method, where, body, { token = adminToken, headers = {} } = {}) => {
      const response = await fetch(url + where, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
      const parsed: unknown = json && text !== '' ? JSON.parse(text) : {};
      return { status: response.status, headers: response.headers, body: parsed as AnswerBody, text };
    },
    node: (given = {}) =>
      connectLinkNode(gateway, {
        flows: flows.map(({ name, kind, hash }) => ({ name, kind, hash })),
        ...given,
      }),
    close: async () => {
      await http.close();
      services.bulkJobs.stop();
      services.pruner.stop();
      await gateway.stop();
      await broker.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
