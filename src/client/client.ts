/**
 * The typed client of Drover's API: plain `fetch`, so it works in browsers too. Nothing is retried by itself; a refused or
 * unanswered call rejects with `ApiError`. Answers are taken as the contract describes them, without a second validation.
 */
import type { Artifact } from '../contract/artifact.ts';
import type { BatchResponse } from '../contract/batch.ts';
import type { ConfigView } from '../contract/config-view.ts';
import type { Flow } from '../contract/flow.ts';
import type { Health } from '../contract/health.ts';
import type { LogLines, LogSearch } from '../contract/log-lines.ts';
import type { Node } from '../contract/node.ts';
import type { PageOf } from '../contract/paging.ts';
import type { Attempt, Run } from '../contract/run.ts';
import type { RunState } from '../contract/run-states.ts';
import type { Shop } from '../contract/shop.ts';
import type { FeedEvent, RunStreamEvent } from '../contract/stream-events.ts';
import type { BatchRequest, RetryRequest, SubmitRequest, SubmitResponse } from '../contract/submit.ts';
import type { Token, TokenCreate, TokenCreated } from '../contract/token.ts';
import type { Why } from '../contract/why.ts';
import { ApiError, errorOfAnswer, errorOfSilence } from './api-error.ts';
import type { Call, PageQuery } from './call.ts';
import { type ConsoleCalls, consoleCalls } from './console-calls.ts';
import { type EventStreamOptions, eventStream, type OpenStream } from './event-stream.ts';
import { type ExecCalls, execCalls } from './exec-calls.ts';
import type { LogEntry } from './log-entries.ts';
import { logStream } from './log-stream.ts';
import { type OnceCalls, onceCalls } from './once-calls.ts';
import { type OperationCalls, operationCalls } from './operations.ts';
import type { RunFilter } from './run-filter.ts';
import { type ScheduleCalls, scheduleCalls } from './schedule-calls.ts';
import { type ServerCalls, serverCalls } from './server-calls.ts';
import { type SessionCalls, sessionCalls } from './session-calls.ts';
import type { SseMessage } from './sse-messages.ts';
import { type UploadCalls, uploadCalls } from './upload-calls.ts';

export interface ClientOptions {
  /** The server's address; may end in a path. */
  readonly url: string;
  /** API token; null: a browser's session, or only what is open can be called. */
  readonly token: string | null;
  /** A person's tool: submitting the same thing twice then attaches, whatever the flow says. Default: a program. */
  readonly tool?: 'cli' | 'ui';
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
}

export interface ShopFilter extends PageQuery {
  readonly platform?: string;
  readonly tag?: string;
  readonly enabled?: boolean;
  readonly paused?: boolean;
  readonly text?: string;
}

export interface NodeFilter extends PageQuery {
  readonly state?: Node['state'];
}

export interface LogOptions {
  /** Default: the last one; with `follow`, and those that come after it. */
  readonly attempt?: number;
  /** Goes on with new lines until the run ends. */
  readonly follow?: boolean;
  /** With `follow`: begins behind this many bytes of what is stored of the first attempt (`LogLines.bytes`). */
  readonly from?: number;
  readonly signal?: AbortSignal;
  /** The log comes, beginning with this attempt; 0: there has been none. */
  readonly onOpen?: (attempt: number) => void;
  /** So many more bytes of what is stored have been read: called before the line that they hold is given. */
  readonly onRead?: (bytes: number) => void;
}

/** Which lines of a log; without `from` and `at` the last ones. */
export interface LogLinesOptions {
  /** Default: the last one. */
  readonly attempt?: number;
  /** Number of the first line, from 1. */
  readonly from?: number;
  /** ISO 8601: begins with the first line at or after it. */
  readonly at?: string;
  /** Default 500, at most 2000. */
  readonly count?: number;
  readonly signal?: AbortSignal;
}

/** What is looked for in a log: a text, or lines that tell of errors. */
export type LogSearchOptions = {
  readonly attempt?: number;
  readonly signal?: AbortSignal;
} & ({ readonly text: string } | { readonly errors: true });

export interface FeedOptions extends EventStreamOptions {
  readonly flow?: string;
  readonly platform?: string;
  /** `1001`, or `pdd:1001` with its platform. */
  readonly shop?: string;
  /** Only changes into these states. */
  readonly state?: readonly RunState[];
}

export interface Client
  extends OperationCalls,
    OnceCalls,
    ScheduleCalls,
    ServerCalls,
    SessionCalls,
    ConsoleCalls,
    UploadCalls,
    ExecCalls {
  health(): Promise<Health>;
  submit(body: SubmitRequest, options?: { readonly idempotencyKey?: string }): Promise<SubmitResponse>;
  submitBatch(body: BatchRequest): Promise<BatchResponse>;
  runs(filter?: RunFilter): Promise<PageOf<Run>>;
  run(id: string): Promise<Run>;
  attempts(id: string): Promise<readonly Attempt[]>;
  why(id: string): Promise<Why>;
  cancel(id: string): Promise<Run>;
  /** A new run, linked to the old one; or, `deduplicated`, the run that does the job already, and whether its parameters are others. */
  retry(id: string, changes?: RetryRequest): Promise<SubmitResponse>;
  /** A run's log, line by line as it arrives; leaving the loop ends the request. */
  logs(id: string, options?: LogOptions): AsyncGenerator<LogEntry, void, undefined>;
  /** Lines of an attempt's log by their numbers. */
  logLines(id: string, options?: LogLinesOptions): Promise<LogLines>;
  logSearch(id: string, options: LogSearchOptions): Promise<LogSearch>;
  /**
   * Everything that a run has done and does, until its `end`; or what follows an id. Connects again by itself and goes on
   * exactly where it was; where the server no longer knows that place, `reset` comes first, then everything from the start.
   */
  runEvents(id: string, options?: EventStreamOptions): AsyncGenerator<RunStreamEvent, void, undefined>;
  /**
   * What happens to all runs, and alerts and alarms, from now on or behind an id; never ends by itself. After `reset`
   * something was missed: read lists anew. Newer servers may tell of more kinds of events: pass over those you don't know.
   */
  feed(options?: FeedOptions): AsyncGenerator<FeedEvent, void, undefined>;
  /** The files that a run's attempts have kept. */
  artifacts(id: string): Promise<readonly Artifact[]>;
  /** A kept file. `attempt`: default the latest that has one of this name. */
  artifact(
    id: string,
    name: string,
    options?: { readonly attempt?: number; readonly signal?: AbortSignal },
  ): Promise<Response>;
  /** The configuration in force. */
  config(): Promise<ConfigView>;
  flows(page?: PageQuery): Promise<PageOf<Flow>>;
  flow(name: string): Promise<Flow>;
  shops(filter?: ShopFilter): Promise<PageOf<Shop>>;
  pauseShop(platform: string, id: string, reason?: string): Promise<Shop>;
  resumeShop(platform: string, id: string): Promise<Shop>;
  nodes(filter?: NodeFilter): Promise<PageOf<Node>>;
  drainNode(id: string): Promise<Node>;
  resumeNode(id: string): Promise<Node>;
  tokens(page?: PageQuery): Promise<PageOf<Token>>;
  createToken(body: TokenCreate): Promise<TokenCreated>;
  revokeToken(id: string): Promise<Token>;
}

/** A client of the server at this address. */
export function createClient(options: ClientOptions): Client {
  const base = options.url.replace(/\/+$/, '');
  const send = options.fetch ?? fetch;

  async function answer(path: string, call: Call): Promise<Response> {
    const headers: Record<string, string> = { ...call.headers };
    if (options.token !== null) headers['authorization'] = `Bearer ${options.token}`;
    if (options.tool !== undefined) headers['x-drover-client'] = options.tool;
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    if (call.file !== undefined) headers['content-type'] = call.file.type;
    const body = call.file?.content ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    let response: Response;
    try {
      response = await send(`${base}${path}${queryText(call.query ?? {})}`, {
        method: call.method ?? 'GET',
        headers,
        ...(body === undefined ? {} : { body }),
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      });
    } catch (error) {
      throw errorOfSilence(error);
    }
    if (!response.ok && response.status !== call.alsoAnswer)
      throw errorOfAnswer(response.status, await response.text().catch(() => ''));
    return response;
  }

  async function ask<Answer>(path: string, call: Call = {}): Promise<Answer> {
    const response = await answer(path, call);
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      throw errorOfSilence(error);
    }
    try {
      // The contract names the form of each answer; the server's own tests hold it to that.
      return JSON.parse(text) as Answer;
    } catch (error) {
      throw new ApiError('not_drover', response.status, 'the answer is not JSON', { cause: error });
    }
  }

  const openerOf =
    (path: string, query: NonNullable<Call['query']>): OpenStream =>
    (lastId, signal) =>
      answer(path, { query, signal, headers: lastId === null ? {} : { 'last-event-id': lastId } });
  const post = <Answer>(path: string, body: unknown = {}, headers = {}): Promise<Answer> =>
    ask<Answer>(path, { method: 'POST', body, headers });
  const run = (id: string): string => `/api/runs/${encodeURIComponent(id)}`;
  const shop = (platform: string, id: string): string =>
    `/api/shops/${encodeURIComponent(platform)}/${encodeURIComponent(id)}`;
  const node = (id: string): string => `/api/nodes/${encodeURIComponent(id)}`;
  const theRun = async (answered: Promise<{ run: Run }>): Promise<Run> => (await answered).run;
  const theShop = async (answered: Promise<{ shop: Shop }>): Promise<Shop> => (await answered).shop;
  const theNode = async (answered: Promise<{ node: Node }>): Promise<Node> => (await answered).node;

  return {
    ...operationCalls({ ask, answer }),
    ...onceCalls({ ask, answer }),
    ...scheduleCalls({ ask, answer }),
    ...serverCalls({ ask, answer }),
    ...sessionCalls({ ask, answer }),
    ...consoleCalls({ ask, answer }),
    ...uploadCalls({ ask, answer }),
    ...execCalls({ ask, answer }),
    health: () => ask('/healthz'),
    submit: (body, { idempotencyKey } = {}) =>
      post('/api/runs', body, idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    submitBatch: (body) => post('/api/runs/batch', body),
    runs: (filter = {}) => ask('/api/runs', { query: { ...filter } }),
    run: (id) => theRun(ask(run(id))),
    attempts: async (id) => (await ask<{ items: Attempt[] }>(`${run(id)}/attempts`)).items,
    why: (id) => ask(`${run(id)}/why`),
    cancel: (id) => theRun(post(`${run(id)}/cancel`)),
    retry: (id, changes = {}) => post(`${run(id)}/retry`, changes),
    logs: (id, { attempt, follow = false, from, ...options } = {}) => {
      const query = { format: 'ndjson', attempt, from, follow: follow ? 1 : undefined };
      return logStream((signal) => answer(`${run(id)}/logs`, { query, signal }), options);
    },
    logLines: (id, { signal, ...query } = {}) => ask(`${run(id)}/logs/lines`, { query, signal }),
    logSearch: (id, { signal, attempt, ...sought }) =>
      ask(`${run(id)}/logs/search`, {
        query: { attempt, ...('text' in sought ? { text: sought.text } : { errors: 1 }) },
        signal,
      }),
    async *runEvents(id, options = {}) {
      const open = openerOf(`${run(id)}/events`, {});
      for await (const message of eventStream(open, options, ({ event }) => event === 'end')) {
        // The contract names the form of each event's data; the server's own tests hold it to that.
        yield eventIn(message) as RunStreamEvent;
      }
    },
    async *feed({ flow, platform, shop, state, ...options } = {}) {
      const open = openerOf('/api/events', { flow, platform, shop, state });
      for await (const message of eventStream(open, options, () => false)) {
        // As above.
        yield eventIn(message) as FeedEvent;
      }
    },
    artifacts: async (id) => (await ask<{ items: Artifact[] }>(`${run(id)}/artifacts`)).items,
    artifact: (id, name, { attempt, signal } = {}) =>
      answer(`${run(id)}/artifacts/${encodeURIComponent(name)}`, { query: { attempt }, signal }),
    config: () => ask('/api/config'),
    flows: (page = {}) => ask('/api/flows', { query: { ...page } }),
    flow: async (name) => (await ask<{ flow: Flow }>(`/api/flows/${encodeURIComponent(name)}`)).flow,
    shops: (filter = {}) => ask('/api/shops', { query: { ...filter } }),
    pauseShop: (platform, id, reason) =>
      theShop(post(`${shop(platform, id)}/pause`, reason === undefined ? {} : { reason })),
    resumeShop: (platform, id) => theShop(post(`${shop(platform, id)}/resume`)),
    nodes: (filter = {}) => ask('/api/nodes', { query: { ...filter } }),
    drainNode: (id) => theNode(post(`${node(id)}/drain`)),
    resumeNode: (id) => theNode(post(`${node(id)}/resume`)),
    tokens: (page = {}) => ask('/api/tokens', { query: { ...page } }),
    createToken: (body) => post('/api/tokens', body),
    revokeToken: async (id) =>
      (await ask<{ token: Token }>(`/api/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' })).token,
  };
}

function eventIn({ id, event, data }: SseMessage): { id: string; event: string; data: unknown } {
  return { id, event, data: JSON.parse(data) };
}

function queryText(query: NonNullable<Call['query']>): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, typeof value === 'object' ? value.join(',') : String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
