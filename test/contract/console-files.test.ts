/** The built console as browsers get it: page, files, encodings, caching, and what the page may do. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.ts';
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts';

const page = '<!doctype html><html><head><base href="/" /></head><body><div id="root"></div></body></html>';
const script = 'console.log("drover")';
let folder: string;
let server: TestServer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'drover-console-'));
  await mkdir(path.join(folder, 'assets'));
  await mkdir(path.join(folder, '.vite'));
  await writeFile(path.join(folder, 'index.html'), page);
  await writeFile(path.join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(path.join(folder, 'assets', 'main-1a2b.js'), script);
  await writeFile(path.join(folder, 'assets', 'main-1a2b.js.gz'), gzipSync(script));
  await writeFile(path.join(folder, '.vite', 'manifest.json'), '{}');
  server = await startTestServer({ consoleFolder: folder });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const open = (where: string, headers: Record<string, string> = {}): Promise<Answer> =>
  server.call('GET', where, undefined, { token: null, headers });
const person = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

it('every address that a person opens is the page, without a token', async () => {
  for (const where of ['/', '/runs?state=failed', '/runs/run_1', '/shops/pdd/1001', '/sign-in']) {
    const answer = await open(where, person);
    expect([answer.status, answer.text]).toEqual([200, page]);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  }
});

it('the page runs no script but its own files, and nobody frames it', async () => {
  const { headers } = await open('/', person);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
});

it('files with a hash in their names are kept for ever, in the encoding that was made for them', async () => {
  const plain = await fetch(`${server.url}/assets/main-1a2b.js`, {
    headers: { 'accept-encoding': 'identity' },
  });
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await plain.text()).toBe(script);
  const packed = await fetch(`${server.url}/assets/main-1a2b.js`, {
    headers: { 'accept-encoding': 'br, gzip' },
  });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.headers.get('vary')).toBe('accept-encoding');
  expect(await packed.text()).toBe(script);
});

it('other files are asked about each time, and not sent twice', async () => {
  const first = await open('/icon.svg');
  expect(first.headers.get('cache-control')).toBe('no-cache');
  expect(first.headers.get('content-type')).toBe('image/svg+xml');
  const again = await open('/icon.svg', { 'if-none-match': first.headers.get('etag') ?? '' });
  expect([again.status, again.text]).toEqual([304, '']);
});

it('programs are told of a missing path as before, and nothing outside the folder is served', async () => {
  expectProblem(await open('/api/nothing', person), 404, 'not_found');
  expectProblem(await open('/assets/none.js'), 404, 'not_found');
  expectProblem(await open('/runs'), 404, 'not_found');
  for (const where of [
    '/.vite/manifest.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/main-1a2b.js.gz',
    '/index.html',
  ])
    expectProblem(await open(where), 404, 'not_found');
  expectProblem(await server.call('POST', '/runs', {}), 404, 'not_found');
});

it('under a path the page knows where it is', async () => {
  const below = await startTestServer({ consoleFolder: folder, publicUrl: 'https://robots.example/drover' });
  const answer = await below.call('GET', '/drover/runs/x', undefined, { token: null, headers: person });
  expect(answer.text).toBe(page.replace('<base href="/"', '<base href="/drover/"'));
  const asset = await below.call('GET', '/drover/assets/main-1a2b.js', undefined, { token: null });
  expect(asset.text).toBe(script);
  await below.close();
});

it('where the console is not built a person reads what to do', async () => {
  const bare = await startTestServer();
  const answer = await bare.call('GET', '/', undefined, { token: null, headers: person });
  expect(answer.status).toBe(503);
  expect(answer.text).toContain('npm run build:web');
  expectProblem(await bare.call('GET', '/', undefined, { token: null }), 404, 'not_found');
  await bare.close();
});
