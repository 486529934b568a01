import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { BatchResponse } from '../../src/contract/batch.ts';
import type { Node } from '../../src/contract/node.ts';
import type { PageOf } from '../../src/contract/paging.ts';

/** How long the server, and its node, may take to be there. */
const patienceMs = 20_000;

/** The calls to Drover's API that the bench makes. */
export interface ServerCalls {
  untilReady(): Promise<void>;
  untilNodeConnected(): Promise<void>;
  /** Whether the nodes take nothing new. */
  drain(on: boolean): Promise<void>;
  submit(flow: string, params: Readonly<Record<string, number>>): Promise<void>;
  /** At most 1,000 in one call. */
  submitMany(flow: string, count: number): Promise<void>;
}

export function serverCalls(url: string, token: string): ServerCalls {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  // What the client spends counts into the start latency: `fetch` takes three times as long as this.
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);

  async function call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const sent = request({
      ...{ hostname, port, path, method, agent },
      headers: body === undefined ? { authorization: headers.authorization } : headers,
    });
    const answered = once(sent, 'response');
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    // What a request's `response` event brings.
    const [answer] = (await answered) as [IncomingMessage];
    const answerText = await text(answer);
    if (answer.statusCode === undefined || answer.statusCode >= 300)
      throw new Error(`${method} ${path}: ${answer.statusCode} ${answerText.slice(0, 500)}`);
    return JSON.parse(answerText);
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + patienceMs;
    while (!(await holds().catch(() => false))) {
      if (performance.now() > end) throw new Error(`${what} is not there after ${patienceMs} ms`);
      await delay(50);
    }
  }

  // The server's own contract types: its answers are not validated a second time.
  const nodes = async (): Promise<readonly Node[]> =>
    ((await call('GET', '/api/nodes')) as PageOf<Node>).items;

  return {
    untilReady: () => until('the server', async () => (await fetch(`${url}/healthz`)).ok),
    untilNodeConnected: () =>
      until('the node', async () => (await nodes()).some((node) => node.state === 'connected')),
    drain: async (on) => {
      for (const node of await nodes())
        await call('POST', `/api/nodes/${node.id}/${on ? 'drain' : 'resume'}`);
    },
    submit: async (flow, params) => void (await call('POST', '/api/runs', { flow, params })),
    submitMany: async (flow, count) => {
      const runs = Array.from({ length: count }, () => ({ flow, params: {} }));
      const { results } = (await call('POST', '/api/runs/batch', { runs })) as BatchResponse;
      const refused = results.find((result) => 'error' in result);
      if (refused !== undefined) throw new Error(`a run was refused: ${JSON.stringify(refused)}`);
    },
  };
}
