/**
 * A herd that is never at rest, with the console, as a process of its own: the real services over a store on disk with a
 * history, nodes that do as they are told, and as many live updates a second as its parent asks for. Nine of ten are
 * progress of a run; the others come of runs that end and new ones that start.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLine } from '../../../src/contract/link.ts';
import { makeHistory } from '../../support/many-runs.ts';
import { startTestServer, testFlow } from '../../support/test-server.ts';

export type HerdRequest =
  /** Sends so many updates at this rate. */
  | { readonly do: 'update'; readonly perSecond: number; readonly count: number }
  /** Makes a running run with a log of so many lines. */
  | { readonly do: 'log'; readonly lines: number }
  /** One line more. */
  | { readonly do: 'say'; readonly run: string; readonly text: string };

export type HerdAnswer =
  | { readonly is: 'ready'; readonly url: string; readonly token: string }
  | { readonly is: 'done' }
  | { readonly is: 'log'; readonly run: string };

/** Runs that are under way at any time. */
const live = 60;
/** Of these updates one is made of a run that ends and another that starts, which is three. */
const turn = 30;
const linesOfBatch = 5_000;

const folder = await mkdtemp(join(tmpdir(), 'drover-live-'));
const database = join(folder, 'drover.db');
await makeHistory(database, Number(process.argv[2] ?? 2_000), Date.now());
const flows = ['sync_order', 'export'].map((name) => testFlow(name, { limits: [] }));
const server = await startTestServer({ database, flows, consoleFolder: 'web/dist' });
const node = await server.node({ slots: 200 });

interface Attempt {
  readonly id: string;
  readonly attempt: number;
}
const attempts: Attempt[] = [];
let made = 0;

async function begin(flow = 'sync_order'): Promise<Attempt> {
  made += 1;
  const body = { flow, platform: 'pdd', shopId: String(1000 + (made % 100)), params: { page: made } };
  const { id } = (await server.call('POST', '/api/runs', body)).body.run;
  const { attempt } = await node.starts(id);
  return { id, attempt };
}

for (let i = 0; i < live; i++) attempts.push(await begin());

let renewals = 0;
setInterval(() => {
  renewals += 1;
  const held = attempts.map(({ id, attempt }) => ({ run: id, attempt, ended: false }));
  node.send({ t: 'renew', n: renewals, acked: renewals - 1, held });
}, 2_000);

/** One update; every `turn`th takes three. */
async function update(n: number): Promise<void> {
  const place = n % attempts.length;
  const one = attempts[place];
  if (one === undefined) return;
  if (n % turn === 0) {
    const output = { orders: n % 300 };
    await node.finish(one.id, { outcome: 'succeeded', output });
    attempts[place] = await begin();
    return;
  }
  await server.dispatcher.command(async (work) => {
    const run = await work.runById(one.id);
    if (run === undefined) return;
    const value = (n % 100) / 100;
    await work.note(run, { kind: 'progress', attempt: one.attempt, value, note: `${n} / 1,310` });
  });
}

async function updates(perSecond: number, count: number): Promise<void> {
  const began = performance.now();
  for (let sent = 0; sent < count; sent += 1) {
    const early = (sent / perSecond) * 1000 - (performance.now() - began);
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    await update(sent);
  }
}

async function longLog(lines: number): Promise<string> {
  const { id, attempt } = await begin('export');
  attempts.push({ id, attempt });
  for (let first = 0; first < lines; first += linesOfBatch) {
    const batch = Array.from({ length: Math.min(linesOfBatch, lines - first) }, (_, n): LogLine => {
      const number = first + n + 1;
      const text = `order ${number}: \u001b[32mfetched\u001b[0m ${number % 7} items`;
      return [Date.now(), number % 1_000 === 0 ? 'err' : 'out', text];
    });
    await server.logs.append(id, attempt, first, batch);
  }
  said.set(id, { attempt, lines });
  return id;
}
const said = new Map<string, { attempt: number; lines: number }>();

async function say(run: string, text: string): Promise<void> {
  const log = said.get(run);
  if (log === undefined) return;
  await server.logs.append(run, log.attempt, log.lines, [[Date.now(), 'out', text]]);
  log.lines += 1;
}

const answer = (message: HerdAnswer): void => void process.send?.(message);
process.on('disconnect', () => {
  void server
    .close()
    .then(() => rm(folder, { recursive: true, force: true }))
    .finally(() => process.exit(0));
});
process.on('message', (request: HerdRequest) => {
  void (async () => {
    switch (request.do) {
      case 'update':
        await updates(request.perSecond, request.count);
        return answer({ is: 'done' });
      case 'log':
        return answer({ is: 'log', run: await longLog(request.lines) });
      case 'say':
        await say(request.run, request.text);
        return answer({ is: 'done' });
    }
  })();
});
answer({ is: 'ready', url: server.url, token: server.adminToken });
