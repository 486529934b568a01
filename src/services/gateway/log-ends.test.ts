/** What a log says at its end of lines that never came. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { done, helloFrame } from '../../../test/support/node-frames.ts';
import { sequentialIds } from '../../../test/support/sequential-ids.ts';
import { silentLogger } from '../../../test/support/silent-logger.ts';
import { createFolderBlobs } from '../../adapters/blobs-folder/folder-blobs.ts';
import { createEmbeddedBroker } from '../../adapters/broker-embedded/embedded-broker.ts';
import { createLocalLiveBus } from '../../adapters/live-bus-local/local-live-bus.ts';
import type { NodeFrame, ServerFrame } from '../../contract/link.ts';
import { createRunLogs, type RunLogs } from '../run-logs.ts';
import { createGateway, type Gateway } from './gateway.ts';

let folder: string;
let herd: Herd;
let gateway: Gateway;
let logs: RunLogs;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drover-log-ends-'));
  const broker = createEmbeddedBroker();
  const liveBus = createLocalLiveBus();
  herd = openHerd({ broker });
  logs = createRunLogs(createFolderBlobs(folder), liveBus);
  gateway = createGateway({
    ...{ dispatcher: herd.dispatcher, store: herd.store, clock: herd.clock },
    ...{ broker, liveBus, logs, ids: sequentialIds(), logger: silentLogger, leaseSeconds: 15 },
    artifacts: { receive: async () => ({ bytes: 0, done: false, refused: 'no files here' }) },
  });
  await gateway.start();
});
afterEach(async () => {
  await gateway.stop();
  await herd.close();
  rmSync(folder, { recursive: true });
});

/** A node that has been given so many runs. */
async function nodeWith(runs: number) {
  const frames: ServerFrame[] = [];
  const handler = gateway.accept({ send: (more) => void frames.push(...more), close: () => undefined });
  handler.onBatch({ f: [helloFrame({ slots: runs })] });
  const count = (t: ServerFrame['t']): number => frames.filter((frame) => frame.t === t).length;
  await expect.poll(() => count('start')).toBe(runs);
  const session = frames.find((frame) => frame.t === 'welcome')?.session ?? '';
  return { count, say: (...f: NodeFrame[]) => handler.onBatch({ s: session, f }) };
}

const logOf = async (run: string): Promise<string> => Buffer.from(await logs.read(run, 1, 0)).toString();

it('how many, with a result that says how many there were', async () => {
  const [some, none, all] = [
    await herd.made(),
    await herd.made({ shop: '2' }),
    await herd.made({ shop: '3' }),
  ];
  const node = await nodeWith(3);
  for (const run of [some, all]) node.say({ t: 'log', run, attempt: 1, from: 0, lines: [[1, 'out', 'a']] });
  const results = [done(some), done(none), done(all)].map((frame, place) => ({ ...frame, lines: 3 - place }));
  node.say(...results, ...results);
  await expect.poll(() => node.count('ended')).toBe(6);
  const why = 'left out: the node ended before it had sent them';
  expect(await logOf(some)).toBe(`[1,"out","a"]\n[2,"sys","2 lines ${why}"]\n`);
  expect(await logOf(none)).toBe(`[2,"sys","2 lines ${why}"]\n`);
  expect(await logOf(all)).toBe('[1,"out","a"]\n');
});

it('that there may be some, when the node is lost', async () => {
  const id = await herd.made();
  await nodeWith(1);
  await herd.clock.advance(17_000);
  await expect.poll(() => logOf(id)).toContain('"the node was lost: what was printed last may be missing"');
});
