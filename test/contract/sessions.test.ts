/** Signing in on the console: links, tokens, cookies, expiry, rotation, and what other sites' pages can't do. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock-system/system-clock.ts';
import type { Session } from '../../src/contract/session.ts';
import { absoluteMs, graceMs, idleMs, rotateMs } from '../../src/domain/session-record.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { expectProblem } from '../support/expect-problem.ts';
import { type Answer, startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

let server: TestServer;
/** What is added to the time of sessions, ms. */
let ahead = 0;
/** Streams look after their session with each heartbeat, which comes sooner here. */
const httpClock: Clock = {
  ...systemClock,
  timer: (ms, fn) => systemClock.timer(ms === 8000 ? 20 : ms, fn),
};
const clock = {
  ...systemClock,
  now: () => systemClock.now() + ahead,
  uptimeMs: () => systemClock.uptimeMs() + ahead,
};

beforeAll(async () => {
  server = await startTestServer({
    ...{ flows: [testFlow('note')], clock, httpClock },
    exec: { trustedProxies: ['127.0.0.1/32'] },
  });
});
afterAll(async () => {
  await server.close();
});

const ui = { 'x-drover-client': 'ui' };
const signIn = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  server.call('POST', '/api/session', body, { token: null, headers });
/** `name=secret` of the cookie that an answer sets. */
const cookieOf = (answer: Answer): string => answer.headers.get('set-cookie')?.split(';')[0] ?? '';
const byCookie = (
  cookie: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = ui,
): Promise<Answer> => server.call(method, path, body, { token: null, headers: { cookie, ...headers } });
const sessionIn = (answer: Answer): Session => (JSON.parse(answer.text) as { session: Session }).session;
const linkWord = async (): Promise<string> => {
  const made = JSON.parse((await server.call('POST', '/api/session/links')).text) as { url: string };
  return made.url.replace(/^.*#link=/, '');
};
const opened = async (): Promise<string> => cookieOf(await signIn({ token: server.adminToken }));

it('a link signs in once, as administrator', async () => {
  const made = JSON.parse((await server.call('POST', '/api/session/links')).text) as { url: string };
  expect(made.url).toMatch(new RegExp(`^${server.url}/sign-in#link=[\\w-]{32}$`));
  const link = made.url.replace(/^.*#link=/, '');
  const answer = await signIn({ link });
  expect(answer.status).toBe(201);
  expect(sessionIn(answer)).toMatchObject({
    name: 'administrator',
    role: 'admin',
    by: 'session',
    timezone: 'Asia/Shanghai',
  });
  const set = answer.headers.get('set-cookie') ?? '';
  expect(set).toMatch(/; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
  expectProblem(await signIn({ link }), 401, 'unauthorized');
  const who = await byCookie(cookieOf(answer), 'GET', '/api/session');
  expect(sessionIn(who)).toEqual({ ...sessionIn(answer), now: sessionIn(who).now });
});

it('a link is void after 10 min', async () => {
  const [early, late] = [await linkWord(), await linkWord()];
  ahead += 9.9 * 60_000;
  expect((await signIn({ link: early })).status).toBe(201);
  ahead += 0.2 * 60_000;
  expectProblem(await signIn({ link: late }), 401, 'unauthorized');
});

it("a token signs in with its role; a node's and an unknown one do not", async () => {
  const made = (await server.call('POST', '/api/tokens', { name: 'Li', role: 'viewer' })).body;
  const cookie = cookieOf(await signIn({ token: made.secret }));
  expect(sessionIn(await byCookie(cookie, 'GET', '/api/session'))).toMatchObject({
    name: 'Li',
    role: 'viewer',
  });
  expectProblem(await byCookie(cookie, 'POST', '/api/runs', { flow: 'note' }), 403, 'forbidden');
  const node = (await server.call('POST', '/api/tokens', { name: 'n', role: 'node' })).body.secret;
  expectProblem(await signIn({ token: node }), 403, 'forbidden');
  expectProblem(await signIn({ token: 'nobody' }), 401, 'unauthorized');
  // Revoked, it takes its sessions with it.
  await server.call('DELETE', `/api/tokens/${made.token.id}`);
  const refused = await byCookie(cookie, 'GET', '/api/session');
  expectProblem(refused, 401, 'unauthorized');
  expect(refused.headers.get('set-cookie')).toMatch(/=; Path=\/; Max-Age=0/);
});

it('without a cookie or with a wrong one nobody is signed in', async () => {
  expectProblem(await server.call('GET', '/api/session', undefined, { token: null }), 401, 'unauthorized');
  const cookie = `${(await opened()).split('=')[0]}=${'x'.repeat(43)}`;
  expectProblem(await byCookie(cookie, 'GET', '/api/runs'), 401, 'unauthorized');
});

it('a token in a header goes before a cookie', async () => {
  const viewer = (await server.call('POST', '/api/tokens', { name: 'v', role: 'viewer' })).body.secret;
  const answer = await server.call('GET', '/api/session', undefined, {
    token: viewer,
    headers: { cookie: await opened() },
  });
  expect(sessionIn(answer)).toMatchObject({ role: 'viewer', by: 'token', expiresAt: null });
});

it('sign-out ends the session and its streams', async () => {
  const cookie = await opened();
  const stream = await fetch(`${server.url}/api/events`, { headers: { cookie } });
  const ended = stream.text().catch(() => 'cut off');
  expect((await byCookie(cookie, 'DELETE', '/api/session')).status).toBe(204);
  expectProblem(await byCookie(cookie, 'GET', '/api/session'), 401, 'unauthorized');
  await ended;
});

it('writes by a session must come from a page of this server', async () => {
  const cookie = await opened();
  const submit = (headers: Record<string, string>): Promise<Answer> =>
    byCookie(cookie, 'POST', '/api/runs', { flow: 'note' }, headers);
  expectProblem(await submit({}), 403, 'forbidden');
  expectProblem(await submit({ ...ui, 'sec-fetch-site': 'cross-site' }), 403, 'forbidden');
  expectProblem(await submit({ ...ui, 'sec-fetch-site': 'same-site' }), 403, 'forbidden');
  expectProblem(await submit({ ...ui, origin: 'https://elsewhere.example' }), 403, 'forbidden');
  expectProblem(await submit({ ...ui, origin: 'null' }), 403, 'forbidden');
  expect((await submit({ ...ui, 'sec-fetch-site': 'same-origin', origin: server.url })).status).toBe(201);
  // A second click attaches.
  expect((await submit(ui)).status).toBe(200);
  // Reading needs no such header, so that an EventSource and a download work.
  expect((await byCookie(cookie, 'GET', '/api/runs', undefined, {})).status).toBe(200);
  // Another site's page signs nobody in as somebody else.
  expectProblem(
    await signIn({ token: server.adminToken }, { 'sec-fetch-site': 'cross-site' }),
    403,
    'forbidden',
  );
});

it('without a request for 12 h a session ends, and after 7 days in any case', async () => {
  const idle = await opened();
  ahead += idleMs - 1000;
  expect((await byCookie(idle, 'GET', '/api/session')).status).toBe(200);
  ahead += idleMs + 1000;
  expectProblem(await byCookie(idle, 'GET', '/api/session'), 401, 'unauthorized');

  let used = await opened();
  const openedAt = clock.now();
  while (clock.now() - openedAt < absoluteMs - idleMs / 2) {
    ahead += idleMs / 2;
    const answer = await byCookie(used, 'GET', '/api/session');
    expect(answer.status).toBe(200);
    used = cookieOf(answer) === '' ? used : cookieOf(answer);
  }
  ahead += idleMs / 2;
  expectProblem(await byCookie(used, 'GET', '/api/session'), 401, 'unauthorized');
});

it('the secret is replaced as it ages, and nobody is signed out by a lost answer', async () => {
  const first = await opened();
  expect((await byCookie(first, 'GET', '/api/session')).headers.get('set-cookie')).toBeNull();
  ahead += rotateMs + 1000;
  const lost = cookieOf(await byCookie(first, 'GET', '/api/session'));
  expect(lost).not.toBe('');
  expect(lost).not.toBe(first);
  // The answer never arrived: a minute later the old one still works, and is replaced again.
  ahead += graceMs + 1000;
  const second = cookieOf(await byCookie(first, 'GET', '/api/session'));
  expect(second).not.toBe('');
  expectProblem(await byCookie(lost, 'GET', '/api/session'), 401, 'unauthorized');
  // It came back: the old one is good for what is under way, and no longer.
  expect((await byCookie(second, 'GET', '/api/session')).status).toBe(200);
  expect((await byCookie(first, 'GET', '/api/session')).status).toBe(200);
  ahead += graceMs + 1000;
  expectProblem(await byCookie(first, 'GET', '/api/session'), 401, 'unauthorized');
  expect((await byCookie(second, 'GET', '/api/session')).status).toBe(200);
});

it('requests at the same time get one new secret, and all are answered', async () => {
  const cookie = await opened();
  ahead += rotateMs + 1000;
  const all = await Promise.all(Array.from({ length: 8 }, () => byCookie(cookie, 'GET', '/api/session')));
  expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  expect(all.filter((answer) => cookieOf(answer) !== '').length).toBe(1);
});

it('guessing is slowed down by address, and ends no session', async () => {
  const cookie = await opened();
  ahead += 10 * 60_000;
  for (let i = 0; i < 10; i++) expectProblem(await signIn({ token: `guess-${i}` }), 401, 'unauthorized');
  const limited = await signIn({ token: server.adminToken });
  expectProblem(limited, 429, 'rate_limited');
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await byCookie(cookie, 'GET', '/api/session')).status).toBe(200);
  // Behind a trusted proxy each of its clients is counted by itself.
  const beside = await signIn({ token: server.adminToken }, { 'x-forwarded-for': '203.0.113.9' });
  expect(beside.status).toBe(201);
  ahead += Number(limited.headers.get('retry-after')) * 1000;
  expect((await signIn({ token: server.adminToken })).status).toBe(201);
});
