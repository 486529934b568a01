/** Sessions outlive the process that opened them, and behave behind a public address with a path. */
import { expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock-system/system-clock.ts';
import { randomIds } from '../../src/adapters/ids-random/random-ids.ts';
import { openSqliteStore } from '../../src/adapters/store-sqlite/sqlite-store.ts';
import { createSessions } from '../../src/services/sessions/sessions.ts';
import { createTokens } from '../../src/services/tokens.ts';
import { startTestServer } from '../support/test-server.ts';

const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

it('a session is known to the next process', async () => {
  const store = openSqliteStore({ path: ':memory:' });
  const secret = Buffer.from('the secret');
  const core = { store, clock: systemClock, ids: randomIds, logger, secret };
  const given = [{ name: 'admin', role: 'admin' as const, token: 'the-token' }];
  const services = () => createSessions({ ...core, tokens: createTokens({ ...core, given }) });
  const first = services();
  const { fresh, id } = await first.openByToken('the-token', '127.0.0.1');
  const second = services();
  expect(second.cookieName).toBe(first.cookieName);
  expect((await second.find(fresh ?? ''))?.id).toBe(id);
  expect(
    createSessions({ ...core, secret: Buffer.from('another'), tokens: createTokens({ ...core, given }) })
      .cookieName,
  ).not.toBe(first.cookieName);
  await second.close(id);
  expect(await services().find(fresh ?? '')).toBeNull();
  // Only hashes are kept.
  const again = await second.openByToken('the-token', '127.0.0.1');
  expect(JSON.stringify(await store.history.sessions())).not.toContain(again.fresh);
  await store.close();
});

it('behind https and a path the cookie says so, and links lead there', async () => {
  const server = await startTestServer({ publicUrl: 'https://robots.example/drover' });
  const made = JSON.parse((await server.call('POST', '/api/session/links')).text) as { url: string };
  expect(made.url).toMatch(/^https:\/\/robots\.example\/drover\/sign-in#link=/);
  const link = made.url.replace(/^.*#link=/, '');
  const headers = { origin: 'https://robots.example', 'sec-fetch-site': 'same-origin' };
  const answer = await server.call('POST', '/drover/api/session', { link }, { token: null, headers });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/drover\/; .*SameSite=Strict; Secure$/);
  // A proxy may cut the path off, or leave it.
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  for (const path of ['/api/session', '/drover/api/session'])
    expect((await server.call('GET', path, undefined, { token: null, headers: { cookie } })).status).toBe(
      200,
    );
  await server.close();
});
