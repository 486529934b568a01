import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { artifactsResponseSchema } from '../../src/contract/artifact.ts';
import type { ArtifactFrame } from '../../src/contract/link-artifacts.ts';
import type { LinkNode } from '../support/link-node.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

let server: TestServer;
let node: LinkNode;
let id: string;
beforeEach(async () => {
  server = await startTestServer({ flows: [testFlow('note', { limits: [] })] });
  node = await server.node();
  id = (await server.call('POST', '/api/runs', { flow: 'note' })).body.run.id;
  await node.starts(id);
});
afterEach(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const pieceBytes = 48 * 1024;

/** A file as its pieces. */
function pieces(name: string, bytes: Uint8Array, more: Partial<ArtifactFrame> = {}): ArtifactFrame[] {
  const frames: ArtifactFrame[] = [];
  for (let from = 0; from === 0 || from < bytes.length; from += pieceBytes) {
    const data = Buffer.from(bytes.subarray(from, from + pieceBytes)).toString('base64');
    frames.push({ t: 'artifact', run: id, attempt: 1, n: 1, name, size: bytes.length, from, data, ...more });
  }
  return frames;
}

/** What the server last said of a file. */
async function had(n: number): Promise<{ bytes: number; done: boolean; refused: string | null }> {
  const last = () => node.had.findLast((frame) => frame.n === n);
  const settled = (): boolean => last()?.done === true || typeof last()?.refused === 'string';
  await expect.poll(settled, { timeout: 5_000 }).toBe(true);
  const { bytes = -1, done = false, refused = null } = last() ?? {};
  return { bytes, done, refused };
}

const list = async () =>
  artifactsResponseSchema.parse((await server.call('GET', `/api/runs/${id}/artifacts`)).body).items;
const download = (name: string, headers: Record<string, string> = {}, query = '') =>
  server.call('GET', `/api/runs/${id}/artifacts/${encodeURIComponent(name)}${query}`, undefined, { headers });

describe("a run's files", () => {
  it('arrive in pieces, are listed, and can be downloaded whole or in ranges', async () => {
    const bytes = Buffer.from(Array.from({ length: 120_000 }, (_, i) => i % 256));
    node.send(...pieces('shots/订单.png', bytes));
    expect(await had(1)).toEqual({ bytes: bytes.length, done: true, refused: null });
    expect(await list()).toMatchObject([
      { name: 'shots/订单.png', size: 120_000, contentType: 'image/png', attempt: 1 },
    ]);
    const client = createClient({ url: server.url, token: server.adminToken });
    expect(await client.artifacts(id)).toEqual(await list());
    const whole = await client.artifact(id, 'shots/订单.png');
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    expect(whole.headers.get('content-type')).toBe('image/png');
    expect(whole.headers.get('content-disposition')).toBe(
      `inline; filename="__.png"; filename*=UTF-8''${encodeURIComponent('订单')}.png`,
    );
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
    const part = await fetch(
      `${server.url}/api/runs/${id}/artifacts/shots%2F${encodeURIComponent('订单')}.png`,
      {
        headers: { authorization: `Bearer ${server.adminToken}`, range: 'bytes=100-199' },
      },
    );
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 100-199/120000');
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true);
    const etag = whole.headers.get('etag') ?? '';
    expect((await download('shots/订单.png', { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await download('shots/订单.png', { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(
      200,
    );
    const beyond = await download('shots/订单.png', { range: 'bytes=200000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
    await node.finish(id);
  });

  it('that a browser could take for a page are only ever saved', async () => {
    const names = ['report.html', 'a.svg', 'b.xhtml', 'c', 'd.PDF'];
    for (const [i, name] of names.entries()) {
      node.send(...pieces(name, Buffer.from('<script>1</script>'), { n: i + 1 }));
      await had(i + 1);
    }
    for (const name of names) {
      const { status, headers } = await download(name);
      expect(status).toBe(200);
      expect(headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(headers.get('content-security-policy')).toContain('sandbox');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    node.send(...pieces('x"; filename=y.txt', Buffer.from('x'), { n: 9 }));
    await had(9);
    expect((await download('x"; filename=y.txt')).headers.get('content-disposition')).toBe(
      `inline; filename="x__ filename_y.txt"; filename*=UTF-8''x%22%3B%20filename%3Dy.txt`,
    );
    await node.finish(id);
  });

  it('may come twice, or begin again: what is stored is stored once', async () => {
    const bytes = Buffer.from('a'.repeat(100_000));
    const frames = pieces('a.txt', bytes);
    node.send(...frames.slice(0, 2), ...frames);
    await had(1);
    node.send(...frames);
    const events = await server.store.history.events(id, 0, 100);
    await node.finish(id);
    expect(events.filter(({ event }) => event.kind === 'artifact')).toHaveLength(1);
    expect((await server.store.history.artifacts(id)).length).toBe(1);
    expect((await download('a.txt')).text).toBe(bytes.toString());
  });

  it('of one name stand for each other within an attempt; those of attempts stand beside each other', async () => {
    node.send(...pieces('a.txt', Buffer.from('one')), ...pieces('a.txt', Buffer.from('two'), { n: 2 }));
    await had(2);
    await node.finish(id, { outcome: 'stopped', code: null });
    await node.starts(id);
    node.send(
      ...pieces('a.txt', Buffer.from('three'), { attempt: 2, n: 3 }),
      ...pieces('empty', Buffer.alloc(0), { attempt: 2, n: 4 }),
    );
    await had(4);
    await node.finish(id);
    expect((await list()).map(({ name, attempt, size }) => [name, attempt, size])).toEqual([
      ['a.txt', 2, 5],
      ['empty', 2, 0],
      ['a.txt', 1, 3],
    ]);
    expect((await download('a.txt')).text).toBe('three');
    expect((await download('a.txt', {}, '?attempt=1')).text).toBe('two');
    expect((await download('empty')).text).toBe('');
  });

  it('of one name: the one kept last stands, though it is stored first', async () => {
    node.send(...pieces('a.txt', Buffer.from('newer'), { n: 2 }));
    await had(2);
    node.send(...pieces('a.txt', Buffer.from('old'), { n: 1 }));
    await had(1);
    await node.finish(id);
    expect((await list()).map(({ name, size }) => [name, size])).toEqual([['a.txt', 5]]);
    expect((await download('a.txt')).text).toBe('newer');
  });

  it('are refused beyond what a run may keep, and from attempts that are not under way here', async () => {
    const big = 60 * 1024 * 1024;
    for (let n = 1; n <= 4; n++) {
      await server.dispatcher.command(async (work) => {
        const run = await work.runById(id);
        if (run !== undefined)
          await work.note(run, { kind: 'artifact', attempt: 1, n: n + 100, name: `${n}`, size: big });
      });
    }
    node.send(...pieces('more', Buffer.alloc(10), { size: 20 * 1024 * 1024 }));
    expect((await had(1)).refused).toContain('256 MiB');
    node.send(...pieces('stale', Buffer.alloc(10), { attempt: 7, n: 2 }));
    expect((await had(2)).refused).toContain('not under way');
    node.send(...pieces('odd', Buffer.alloc(10), { size: 5, n: 3 }));
    expect((await had(3)).refused).toContain('fit together');
    expect((await list()).map(({ name }) => name)).toEqual([]);
    await node.finish(id);
  });

  it('that nobody has, or that were removed with old files, are not found', async () => {
    expect(await download('none.txt')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await download('../x')).toMatchObject({ status: 400 });
    expect(await server.call('GET', '/api/runs/nobody/artifacts')).toMatchObject({
      status: 404,
      body: { code: 'unknown_run' },
    });
    node.send(...pieces('a.txt', Buffer.from('x')));
    await had(1);
    await node.finish(id);
    rmSync(`${server.folder}/runs`, { recursive: true });
    expect(await list()).toEqual([]);
    const gone = await download('a.txt');
    expect(gone).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(gone.body.detail).toContain('removed');
  });
});
