/**
 * A stand-in for an RPA engine: creates tasks, tells how they stand, and misbehaves where a task's script asks for it.
 *
 *   POST /api/rpa-openapi/workflows/execute-async   creates a task
 *   GET  /api/rpa-openapi/executions/:id            how it stands
 *   POST /api/rpa-openapi/cancellations/:id         stops it
 *   GET  /engine/tasks                              what has been asked for, for tests and the curious
 *   POST /engine/faults                             see `Faults`; `{}` ends them
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answering, type Behaviour, behaviourOf, type Faults } from './behaviour.ts';

/** Where the engine's routes are, behind its address. */
export const enginePaths = {
  create: '/api/rpa-openapi/workflows/execute-async',
  query: '/api/rpa-openapi/executions',
  cancel: '/api/rpa-openapi/cancellations',
} as const;

/** A token that no engine takes. */
export const badToken = 'wrong-token';

/** A task as `/engine/tasks` shows it. */
export interface EngineTask {
  readonly id: string;
  readonly request: unknown;
  readonly createdAt: number;
  queries: number;
  cancelled: boolean;
}

export interface RunningEngine {
  readonly url: string;
  readonly tasks: ReadonlyMap<string, EngineTask>;
  /** Requests for creates, answered or not. */
  creates(): number;
  faults(faults: Faults): void;
  /** Queries that were answered 500 and connections that were cut by them. */
  faulted(): { readonly failed: number; readonly dropped: number };
  close(): Promise<void>;
}

export interface EngineOptions {
  /** Default 4290; 0: a free one. */
  readonly port?: number;
}

interface Known extends EngineTask {
  readonly behaviour: Behaviour;
}

/** Largest request that is read, bytes. */
const mostBytes = 8 * 1024 * 1024;

/** Starts an engine on this machine. Rejects when it can't listen. */
export async function startEngine(options: EngineOptions = {}): Promise<RunningEngine> {
  const tasks = new Map<string, Known>();
  let creates = 0;
  let queries = 0;
  let connections = 0;
  let faults: Faults = {};
  let failed = 0;
  let dropped = 0;

  const create = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    creates += 1;
    const asked: unknown = JSON.parse(await bodyOf(request));
    const params = typeof asked === 'object' && asked !== null && 'params' in asked ? asked.params : null;
    const behaviour = behaviourOf(params);
    const id = `exec-${String(tasks.size + 1).padStart(6, '0')}`;
    tasks.set(id, { id, request: asked, createdAt: Date.now(), queries: 0, cancelled: false, behaviour });
    const usual = { body: { code: '0000', msg: 'ok', data: { executionId: id } } };
    await answer(response, behaviour.create ?? usual);
  };

  const query = async (task: Known | undefined, response: ServerResponse): Promise<void> => {
    queries += 1;
    if (faults.failEach !== undefined && queries % faults.failEach === 0) {
      failed += 1;
      return answer(response, { status: 500, body: 'internal error' });
    }
    if (task === undefined)
      return answer(response, { body: { code: '5001', msg: 'no such execution', data: null } });
    const scripted = task.behaviour.queries?.[task.queries];
    task.queries += 1;
    return answer(response, scripted ?? { body: standing(task) });
  };

  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    const path = url.replace(/\?.*$/, '');
    // So that there are connections to cut.
    if (faults.dropEach !== undefined) response.setHeader('connection', 'close');
    if (path === '/engine/tasks')
      return answer(response, {
        body: { creates, tasks: [...tasks.values()].map(({ behaviour: _behaviour, ...task }) => task) },
      });
    if (path === '/engine/faults' && method === 'POST') {
      // Ours: a wrong form shows itself at once.
      faults = JSON.parse(await bodyOf(request)) as Faults;
      return answer(response, { body: {} });
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || token === badToken)
      return answer(response, { status: 401, body: { detail: 'Invalid API key' } });
    if (method === 'POST' && path === enginePaths.create) return create(request, response);
    const known = tasks.get(decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)));
    if (method === 'GET' && path.startsWith(`${enginePaths.query}/`)) return query(known, response);
    if (method === 'POST' && path.startsWith(`${enginePaths.cancel}/`)) {
      if (known !== undefined) known.cancelled = true;
      return answer(response, { body: { code: '0000', msg: 'ok', data: null } });
    }
    return answer(response, { status: 404, body: { detail: 'Not Found' } });
  }

  server.on('connection', (socket) => {
    connections += 1;
    const { dropEach } = faults;
    // After the request has come: the client can't know whether it was taken.
    if (dropEach === undefined || connections % dropEach !== 0) return;
    dropped += 1;
    socket.once('data', () => socket.destroy());
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: options.port ?? 4290, backlog: 4096 }, resolve);
  });
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    tasks,
    creates: () => creates,
    faults: (next) => {
      faults = next;
    },
    faulted: () => ({ failed, dropped }),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** How a task stands now. */
function standing({ behaviour, createdAt, cancelled, request }: Known): unknown {
  const { takesMs = 2000, waiting = 'PENDING', final = 'COMPLETED' } = behaviour;
  const over = takesMs !== null && Date.now() >= createdAt + takesMs;
  const status = cancelled ? 'CANCELLED' : over ? final : waiting;
  const usual = { code: '0000', msg: 'ok', data: { echo: request } };
  const result = status === 'COMPLETED' && !('result' in behaviour) ? usual : behaviour.result;
  return {
    code: '0000',
    msg: 'ok',
    data: {
      execution: {
        status,
        result: over ? (result ?? null) : null,
        error: over ? (behaviour.error ?? null) : null,
      },
    },
  };
}

/** Where an answer is text with this in it, the request's token stands there: an engine that tells what it should not. */
const tokenMark = '{token}';

async function answer(response: ServerResponse, how: Answering): Promise<void> {
  if (how.instead === 'hang') return;
  if (how.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, how.delayMs));
  if (how.instead === 'drop') return void response.destroy();
  const text = typeof how.body === 'string' ? how.body : JSON.stringify(how.body ?? {});
  const token = /^Bearer (.+)$/.exec(response.req.headers.authorization ?? '')?.[1] ?? '';
  const inText = typeof how.body === 'string' ? token : JSON.stringify(token).slice(1, -1);
  const bytes = Buffer.from(text.replaceAll(tokenMark, inText));
  response.writeHead(how.status ?? 200, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...how.headers,
  });
  if (how.instead === 'half') {
    response.write(bytes.subarray(0, Math.max(1, bytes.length >> 1)), () => response.destroy());
    return;
  }
  response.end(bytes);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  // Without an encoding set, a request gives buffers.
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > mostBytes) throw new Error('too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
