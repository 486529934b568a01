import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type InfiniteData,
  InfiniteQueryObserver,
  MutationObserver,
  QueryObserver,
} from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Node } from '../../../src/contract/node.ts';
import type { PageOf } from '../../../src/contract/paging.ts';
import type { Run } from '../../../src/contract/run.ts';
import type * as Api from './client.ts';
import type * as Live from './live.ts';
import type * as State from './live-state.ts';
import type * as Client from './query-client.ts';
import type * as Keys from './query-keys.ts';

/** What the server was asked and has not yet answered, by path. */
let asked: Map<string, ServerResponse[]>;
let server: Server;
let live: typeof Live;
let queries: typeof Client.queryClient;
let keys: typeof Keys.queryKeys;
let liveState: typeof State.liveState;
let client: typeof Api.client;
let stop: AbortController;
let feed: Promise<void>;
let watches: (() => void)[];

/** The server's answers are the test's; the console's own modules do the rest. */
beforeEach(async () => {
  asked = new Map();
  server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    asked.set(path, [...(asked.get(path) ?? []), response]);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  vi.stubGlobal('document', { baseURI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
  vi.resetModules();
  live = await import('./live.ts');
  ({ queryClient: queries } = await import('./query-client.ts'));
  ({ queryKeys: keys } = await import('./query-keys.ts'));
  ({ liveState } = await import('./live-state.ts'));
  ({ client } = await import('./client.ts'));
  stop = new AbortController();
  feed = Promise.resolve();
  watches = [];
});
afterEach(async () => {
  stop.abort();
  for (const end of watches) end();
  queries.clear();
  const closed = new Promise((done) => server.close(done));
  server.closeAllConnections();
  await Promise.all([feed, closed]);
  vi.unstubAllGlobals();
});

/** The next request of this path that was not answered yet. */
async function next(path: string): Promise<ServerResponse> {
  // Beyond the 2 s after which what events made stale is read anew.
  return vi.waitFor(
    () => {
      const response = asked.get(path)?.shift();
      if (response === undefined) throw new Error(`${path} was not asked`);
      return response;
    },
    { timeout: 8_000 },
  );
}

function answer(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

async function openFeed(): Promise<ServerResponse> {
  feed = live.followFeed(stop.signal);
  const response = await next('/api/events');
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('id: 0-0\n\n');
  await vi.waitFor(() => expect(liveState().connection).toBe('live'));
  return response;
}

const run = (state: Run['state']): Run => ({ id: 'r1', state, attempt: 1 }) as Run;
const page = (state: Run['state']): PageOf<Run> => ({ items: [run(state)], nextCursor: null });
const ended = {
  runId: 'r1',
  from: 'running',
  to: 'succeeded',
  attempt: 1,
  at: '2026-11-22T06:32:08.000Z',
  code: 0,
};

/** The feed tells that the run has ended, and the console has folded it. */
async function tellEnd(events: ServerResponse): Promise<void> {
  const folded = new Promise<void>((done) => {
    const end = live.onRunEvents(() => {
      end();
      done();
    });
  });
  events.write(`id: 1-1\nevent: state\ndata: ${JSON.stringify({ ...ended, error: null })}\n\n`);
  await folded;
}

function watchList(): () => Run['state'] | undefined {
  const key = keys.runs.list({});
  const observer = new InfiniteQueryObserver(queries, {
    queryKey: key,
    queryFn: () => client.runs({}),
    initialPageParam: null,
    getNextPageParam: () => null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  watches.push(observer.subscribe(() => undefined));
  return () => queries.getQueryData<InfiniteData<PageOf<Run>>>(key)?.pages[0]?.items[0]?.state;
}

it("a list's answer that was under way does not undo what the feed told", async () => {
  const events = await openFeed();
  const state = watchList();
  const slow = await next('/api/runs');
  await tellEnd(events);
  answer(slow, page('running'));
  await vi.waitFor(() => expect(state()).toBeDefined());
  expect(state()).toBe('succeeded');
});

it('a head that is put in as it comes knows what the feed told meanwhile', async () => {
  const events = await openFeed();
  const head = live.told.page(() => client.runs({}));
  const slow = await next('/api/runs');
  await tellEnd(events);
  answer(slow, page('running'));
  expect((await head).items[0]?.state).toBe('succeeded');
});

it('what was read before the feed stood is read anew once it does', async () => {
  const state = watchList();
  answer(await next('/api/runs'), page('running'));
  await vi.waitFor(() => expect(state()).toBe('running'));
  await openFeed();
  answer(await next('/api/runs'), page('succeeded'));
  await vi.waitFor(() => expect(state()).toBe('succeeded'));
});

it('what was being read for the first time when the feed stood is read once more', async () => {
  const state = watchList();
  const early = await next('/api/runs');
  await openFeed();
  answer(early, page('running'));
  answer(await next('/api/runs'), page('succeeded'));
  await vi.waitFor(() => expect(state()).toBe('succeeded'));
});

const node = (draining: boolean): Node => ({ id: 'n1', draining }) as Node;

function watchNodes(): () => boolean | undefined {
  const key = keys.nodes.list({});
  const observer = new QueryObserver(queries, { queryKey: key, queryFn: () => client.nodes() });
  watches.push(observer.subscribe(() => undefined));
  return () => queries.getQueryData<PageOf<Node>>(key)?.items[0]?.draining;
}

it("a node's news has the nodes read anew", async () => {
  const events = await openFeed();
  const draining = watchNodes();
  answer(await next('/api/nodes'), { items: [node(false)], nextCursor: null });
  await vi.waitFor(() => expect(draining()).toBe(false));
  events.write(`id: 0-0\nevent: node\ndata: ${JSON.stringify({ nodeId: 'n1', state: 'connected' })}\n\n`);
  const again = await next('/api/nodes');
  answer(again, { items: [node(true)], nextCursor: null });
  await vi.waitFor(() => expect(draining()).toBe(true));
});

it('what somebody decided elsewhere is read anew at once, before what only counts', async () => {
  const events = await openFeed();
  const watchOne = (queryKey: readonly unknown[], queryFn: () => Promise<unknown>): void => {
    watches.push(new QueryObserver(queries, { queryKey, queryFn }).subscribe(() => undefined));
  };
  watchOne(keys.deadLetters.groups({}), () => client.deadLetterGroups());
  watchOne(keys.schedules.list, () => client.schedules());
  for (const path of ['/api/dead-letters/groups', '/api/schedules'])
    answer(await next(path), { items: [], nextCursor: null });
  events.write('id: 0-0\nevent: slot\ndata: {}\n\n');
  events.write(`id: 0-0\nevent: change\ndata: ${JSON.stringify({ area: 'dead-letters' })}\n\n`);
  await next('/api/dead-letters/groups');
  expect(asked.get('/api/schedules')).toEqual([]);
  await next('/api/schedules');
});

it('why a run waits is read anew when its shop is paused, and when the run that it waits for has ended', async () => {
  const events = await openFeed();
  const queryKey = keys.runs.why('r2');
  const why = new QueryObserver(queries, { queryKey, queryFn: () => client.why('r2') });
  watches.push(why.subscribe(() => undefined));
  const told = async (by: string): Promise<void> => {
    answer(await next('/api/runs/r2/why'), { sentence: { en: by } });
    await vi.waitFor(() => expect(why.getCurrentResult().data?.sentence.en).toBe(by));
  };
  await told('full');
  events.write(`id: 0-0\nevent: change\ndata: ${JSON.stringify({ area: 'shops' })}\n\n`);
  await told('paused');
  await tellEnd(events);
  await told('nothing holds it');
});

it('a node that is drained shows so at once, before nodes are read anew', async () => {
  const { drainChange } = await import('../pages/nodes/drain-node.ts');
  const draining = watchNodes();
  answer(await next('/api/nodes'), { items: [node(false)], nextCursor: null });
  await vi.waitFor(() => expect(draining()).toBe(false));
  const change = new MutationObserver(queries, drainChange(node(false)));
  const done = change.mutate();
  answer(await next('/api/nodes/n1/drain'), { node: node(true) });
  const again = await next('/api/nodes');
  expect(draining()).toBe(true);
  answer(again, { items: [node(true)], nextCursor: null });
  await done;
});
