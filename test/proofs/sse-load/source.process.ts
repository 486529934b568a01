/**
 * A server that sends events, as a process of its own: `drover` (the real services over a store on disk) or `bare` (Node's
 * HTTP server and nothing else, the same bytes). Does what its parent asks and answers each request with a message.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LogLine } from '../../../src/contract/link.ts';
import { startTestServer, testFlow } from '../../support/test-server.ts';

export type SourceRequest =
  | { readonly do: 'emit'; readonly perSecond: number; readonly seconds: number }
  | { readonly do: 'log'; readonly mebibytes: number }
  | { readonly do: 'memory' }
  | { readonly do: 'watching' };

export type SourceAnswer =
  | {
      readonly is: 'ready';
      readonly port: number;
      readonly token: string;
      readonly run: string;
      readonly feed: string;
    }
  | { readonly is: 'done' }
  | { readonly is: 'memory'; readonly bytes: number }
  | { readonly is: 'watching'; readonly count: number };

interface Source {
  readonly port: number;
  readonly token: string;
  readonly run: string;
  readonly feed: string;
  /** Sends an event that carries this note. */
  emit(note: string): void;
  /** Keeps the source alive; called every few seconds. */
  renew(): void;
  log(mebibytes: number): Promise<void>;
  watching(): number;
}

async function bare(): Promise<Source> {
  const clients = new Set<ServerResponse>();
  let id = 0;
  const server = createServer((request, response) => {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
    response.write(': bare\n\n');
    clients.add(response);
    request.once('close', () => clients.delete(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    token: 'none',
    run: '/run',
    feed: '/feed',
    emit: (note) => {
      const data = JSON.stringify({ attempt: 1, at: new Date().toISOString(), value: 0.5, note });
      const text = `id: ${++id}\nevent: progress\ndata: ${data}\n\n`;
      for (const client of clients) client.write(text);
    },
    renew: () => undefined,
    log: async () => undefined,
    watching: () => clients.size,
  };
}

async function drover(): Promise<Source> {
  const server = await startTestServer({ onDisk: true, flows: [testFlow('note', { limits: [] })] });
  const node = await server.node();
  const { id } = (await server.call('POST', '/api/runs', { flow: 'note' })).body.run;
  const { attempt } = await node.starts(id);
  let renewals = 0;
  return {
    port: server.port,
    token: server.adminToken,
    run: `/api/runs/${id}/events`,
    feed: '/api/events',
    // As the gateway does it, but without its order per connection: the events of a feed come from many nodes.
    emit: (note) =>
      void server.dispatcher.command(async (work) => {
        const run = await work.runById(id);
        if (run !== undefined) await work.note(run, { kind: 'progress', attempt, value: 0.5, note });
      }),
    renew: () => {
      renewals += 1;
      const held = [{ run: id, attempt, ended: false }];
      node.send({ t: 'renew', n: renewals, acked: renewals - 1, held });
    },
    log: async (mebibytes) => {
      const lines = Array.from({ length: 128 }, (): LogLine => [Date.now(), 'out', 'x'.repeat(8 * 1024)]);
      for (let i = 0; i < mebibytes; i++) await server.logs.append(id, attempt, i * lines.length, lines);
    },
    watching: () => server.services.streams.watching(),
  };
}

/** Wall time in ms, finer than `Date.now`, the same in all processes of the machine. */
const wallMs = (): number => performance.timeOrigin + performance.now();

async function emit(source: Source, perSecond: number, seconds: number): Promise<void> {
  const began = wallMs();
  const total = perSecond * seconds;
  await new Promise<void>((resolve) => {
    let sent = 0;
    const timer = setInterval(() => {
      for (const due = Math.min(total, ((wallMs() - began) * perSecond) / 1000); sent < due; sent += 1)
        source.emit(wallMs().toFixed(3));
      if (sent < total) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}

const source = await (process.argv[2] === 'bare' ? bare() : drover());
setInterval(() => source.renew(), 2_000);
const answer = (message: SourceAnswer): void => void process.send?.(message);
process.on('disconnect', () => process.exit(0));
process.on('message', (request: SourceRequest) => {
  void (async () => {
    switch (request.do) {
      case 'emit':
        await emit(source, request.perSecond, request.seconds);
        return answer({ is: 'done' });
      case 'log':
        await source.log(request.mebibytes);
        return answer({ is: 'done' });
      case 'memory': {
        globalThis.gc?.();
        const { heapUsed, external } = process.memoryUsage();
        return answer({ is: 'memory', bytes: heapUsed + external });
      }
      case 'watching':
        return answer({ is: 'watching', count: source.watching() });
    }
  })();
});
const { port, token, run, feed } = source;
answer({ is: 'ready', port, token, run, feed });
