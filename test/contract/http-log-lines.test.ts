/** Lines of a log by number, instant, text and error; following from where they end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../src/client/client.ts';
import type { LogLine } from '../../src/contract/link.ts';
import type { LinkNode } from '../support/link-node.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

let server: TestServer;
let node: LinkNode;
let client: Client;
beforeEach(async () => {
  server = await startTestServer({ flows: [testFlow('note')] });
  node = await server.node();
  client = createClient({ url: server.url, token: server.adminToken });
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const start = Date.parse('2026-11-22T06:00:00.000Z');
/** Line n says so, and is n × 10 ms after the start. */
const line = (n: number): LogLine => [start + n * 10, 'out', `line ${n} 第 ${n} 行`];

async function runWith(lines: readonly LogLine[]): Promise<string> {
  const { run } = (await server.call('POST', '/api/runs', { flow: 'note' })).body;
  await node.starts(run.id);
  for (let at = 0; at < lines.length; at += 1000)
    await server.logs.append(run.id, 1, at, lines.slice(at, at + 1000));
  return run.id;
}

describe('lines of a log', () => {
  it('come by their numbers, wherever they are', async () => {
    const all = Array.from({ length: 12_345 }, (_, index) => line(index + 1));
    const id = await runWith(all);
    for (const [from, count] of [
      [1, 3],
      [256, 2],
      [257, 1],
      [5_000, 700],
      [12_344, 500],
    ] as const) {
      const answer = await client.logLines(id, { from, count });
      expect(answer).toMatchObject({ attempt: 1, from, total: 12_345 });
      expect(answer.lines).toEqual(all.slice(from - 1, from - 1 + count));
    }
    expect(await client.logLines(id, { count: 2 })).toMatchObject({ from: 12_344, lines: all.slice(-2) });
    expect(await client.logLines(id, { from: 99_999 })).toMatchObject({ from: 12_346, lines: [] });
  });

  it('begin with the first at or after an instant', async () => {
    const id = await runWith(Array.from({ length: 2_000 }, (_, index) => line(index + 1)));
    const at = async (ms: number): Promise<number> =>
      (await client.logLines(id, { at: new Date(ms).toISOString(), count: 1 })).from;
    expect(await at(start)).toBe(1);
    expect(await at(start + 10)).toBe(1);
    expect(await at(start + 11)).toBe(2);
    expect(await at(start + 5_120)).toBe(512);
    expect(await at(start + 5_130)).toBe(513);
    expect(await at(start + 12_345)).toBe(1_235);
    expect(await at(start + 999_999)).toBe(2_000);
  });

  it('tell where following goes on, line by line', async () => {
    const id = await runWith([line(1), line(2)]);
    const { bytes } = await client.logLines(id);
    const followed = client.logs(id, { attempt: 1, follow: true, from: bytes });
    const next = followed.next();
    await server.logs.append(id, 1, 2, [line(3)]);
    expect((await next).value).toEqual({ at: line(3)[0], stream: 'out', text: line(3)[2] });
    await followed.return();
    expect(await client.logLines(id)).toMatchObject({ total: 3, lines: [line(1), line(2), line(3)] });
  });

  it('are none before the first attempt', async () => {
    const { run } = (await server.call('POST', '/api/runs', { flow: 'note', delaySeconds: 60 })).body;
    expect(await client.logLines(run.id)).toEqual({ attempt: 0, from: 1, lines: [], total: 0, bytes: 0 });
    await expect(client.logLines(run.id, { attempt: 1 })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('search in a log', () => {
  it('finds a text in any case, also what JSON escapes', async () => {
    const id = await runWith([
      [start, 'out', 'Orders: 3'],
      [start, 'out', 'a "quoted\\path"'],
      [start, 'err', 'ORDERS gone'],
    ]);
    expect(await client.logSearch(id, { text: 'orders' })).toEqual({
      attempt: 1,
      lines: [1, 3],
      more: false,
      total: 3,
    });
    expect((await client.logSearch(id, { text: '"quoted\\' })).lines).toEqual([2]);
    expect((await client.logSearch(id, { text: '"out"' })).lines).toEqual([]);
  });

  it('finds lines that tell of errors; where there are none, those of stderr', async () => {
    const id = await runWith([
      [start, 'out', 'well'],
      [start, 'err', 'a note'],
      [start, 'out', 'PAGE_CHANGED 未找到 #export-order'],
      [start, 'out', 'ValueError: no'],
      [start, 'out', '导出失败'],
    ]);
    expect((await client.logSearch(id, { errors: true })).lines).toEqual([3, 4, 5]);
    const quiet = await runWith([
      [start, 'out', 'well'],
      [start, 'err', 'a note'],
    ]);
    expect((await client.logSearch(quiet, { errors: true })).lines).toEqual([2]);
  });
});
