import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ShopStats } from './back-office.ts';
import { herdShops } from './shops.ts';
import { type RunningSite, startSite } from './site.ts';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

let site: RunningSite;
beforeEach(async () => {
  site = await startSite({ port: 0, latencyMs: 0 });
});
afterEach(() => site.close());

async function call(method: string, path: string, body?: object, token?: string): Promise<Answer> {
  const response = await fetch(site.url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

async function signIn(shop = 'pdd/1001'): Promise<string> {
  const { body } = await call('POST', `/api/${shop}/login`, { password: `herd-${shop.split('/')[1] ?? ''}` });
  return String(body.token);
}

async function stats(id = '1001'): Promise<ShopStats | undefined> {
  const { body } = await call('GET', '/admin/stats');
  return (body.shops as ShopStats[]).find((shop) => shop.id === id);
}

const turn = (switches: object): Promise<Answer> => call('POST', '/admin/shops/pdd/1001', switches);

describe('sign-in', () => {
  test('gives a token and a cookie; without a valid one nothing is shown', async () => {
    const signedIn = await call('POST', '/api/pdd/1001/login', { shopId: '1001', password: 'herd-1001' });
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const withCookie = await fetch(`${site.url}/api/pdd/1001/goods`, { headers: { cookie } });
    expect(withCookie.status).toBe(200);

    expect(await call('GET', '/api/pdd/1001/goods')).toMatchObject({
      status: 401,
      body: { code: 'NOT_SIGNED_IN' },
    });
    const otherShop = await call('GET', '/api/pdd/1002/goods', undefined, String(signedIn.body.token));
    expect(otherShop).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN' } });
  });

  test('refuses a wrong password and an unknown shop', async () => {
    const wrong = await call('POST', '/api/pdd/1001/login', { password: 'herd-1002' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'BAD_PASSWORD' } });
    const unknown = await call('POST', '/api/temu/1001/login', { password: 'herd-1001' });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'NO_SUCH_SHOP' } });
  });
});

describe('orders', () => {
  async function ordersOf(
    url: string,
    token: string,
    date: string,
  ): Promise<{ orderId: string; orderedAt: string }[]> {
    const orders = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const response = await fetch(`${url}/api/pdd/1001/orders?date=${date}&page=${page}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const answer = (await response.json()) as {
        items: { orderId: string; orderedAt: string }[];
        pages: number;
        total: number;
      };
      pages = answer.pages;
      orders.push(...answer.items);
      if (page === pages) expect(orders).toHaveLength(answer.total);
    }
    return orders;
  }

  test('come in pages, are of the day asked for, and are the same after a new start', async () => {
    const before = await ordersOf(site.url, await signIn(), '2026-11-22');
    expect(before.length).toBeGreaterThan(20);
    expect(new Set(before.map((order) => order.orderId)).size).toBe(before.length);
    expect(before.every((order) => order.orderedAt.startsWith('2026-11-22T'))).toBe(true);
    await site.close();
    site = await startSite({ port: 0, latencyMs: 0 });
    const token = await signIn();
    expect(await ordersOf(site.url, token, '2026-11-22')).toEqual(before);
    expect(await ordersOf(site.url, token, '2026-11-21')).not.toEqual(before);
  });

  test.each(['', '?date=', '?date=2026-02-30', '?date=22.11.2026'])(
    'are refused for the query "%s"',
    async (query) => {
      const answer = await call('GET', `/api/pdd/1001/orders${query}`, undefined, await signIn());
      expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_DATE' } });
    },
  );

  test.each(['page=0', 'page=x', 'pageSize=101'])('are refused for %s', async (query) => {
    const answer = await call(
      'GET',
      `/api/pdd/1001/orders?date=2026-11-22&${query}`,
      undefined,
      await signIn(),
    );
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_QUERY' } });
  });
});

test('refreshing goods marks just them', async () => {
  const token = await signIn();
  const { body } = await call(
    'POST',
    '/api/pdd/1001/goods/refresh',
    { ids: ['G1001001', 'G1001002', 'none'] },
    token,
  );
  expect(body.refreshed).toBe(2);
  const goods = await call('GET', '/api/pdd/1001/goods', undefined, token);
  const items = goods.body.items as { refreshedAt: string | null }[];
  expect(items.slice(0, 3).map((item) => item.refreshedAt)).toEqual([
    body.refreshedAt,
    body.refreshedAt,
    null,
  ]);
});

test('a second reply does not replace the first, and is counted', async () => {
  const token = await signIn();
  const path = '/api/pdd/1001/messages/M1001001/reply';
  expect((await call('POST', path, { text: '好的' }, token)).body).toMatchObject({
    reply: '好的',
    replies: 1,
    duplicate: false,
  });
  expect((await call('POST', path, { text: '稍等' }, token)).body).toMatchObject({
    reply: '好的',
    replies: 2,
    duplicate: true,
  });
  expect((await stats())?.replies).toMatchObject({ answered: 1, repeated: 1 });
  const open = await call('GET', '/api/pdd/1001/messages?open=1', undefined, token);
  expect(JSON.stringify(open.body.items)).not.toContain('M1001001');
  expect(await call('POST', '/api/pdd/1001/messages/M9/reply', { text: '好' }, token)).toMatchObject({
    status: 404,
  });
});

describe('switches', () => {
  test('a lost login ends the sessions that are there, until it is given back', async () => {
    const token = await signIn();
    await turn({ loginLost: true });
    const refused = {
      status: 401,
      body: { code: 'LOGIN_EXPIRED', message: expect.stringContaining('login expired') as string },
    };
    expect(await call('GET', '/api/pdd/1001/goods', undefined, token)).toMatchObject(refused);
    expect(await call('POST', '/api/pdd/1001/login', { password: 'herd-1001' })).toMatchObject(refused);
    expect((await stats())?.loginRefusals).toBe(2);
    await turn({ loginLost: false });
    expect((await call('GET', '/api/pdd/1001/goods', undefined, token)).body.code).toBe('NOT_SIGNED_IN');
    expect((await call('GET', '/api/pdd/1001/goods', undefined, await signIn())).status).toBe(200);
  });

  test('a shop fails always, or at a rate, and no other with it', async () => {
    const token = await signIn();
    const statuses = async (): Promise<number[]> =>
      Promise.all(
        Array.from(
          { length: 40 },
          async () => (await call('GET', '/api/pdd/1001/goods', undefined, token)).status,
        ),
      );
    await turn({ fail: true });
    expect(new Set(await statuses())).toEqual(new Set([500]));
    expect((await call('GET', '/api/pdd/1002/goods', undefined, await signIn('pdd/1002'))).status).toBe(200);
    await turn({ fail: 0.5 });
    const some = (await statuses()).filter((status) => status === 500).length;
    expect(some).toBeGreaterThan(5);
    expect(some).toBeLessThan(35);
    expect((await stats())?.failedCalls).toBe(40 + some);
    await turn({ fail: false });
    expect(new Set(await statuses())).toEqual(new Set([200]));
  });

  test('a slow shop takes its time', async () => {
    const token = await signIn();
    await turn({ slow: 300 });
    const began = performance.now();
    await call('GET', '/api/pdd/1001/goods', undefined, token);
    expect(performance.now() - began).toBeGreaterThanOrEqual(295);
  });

  test.each([{ slow: -1 }, { slow: 'x' }, { fail: 2 }, { loginLost: 1 }, { lost: true }])(
    'refuse %o',
    async (switches) => {
      expect(await turn(switches)).toMatchObject({ status: 400, body: { code: 'BAD_SWITCH' } });
      expect((await stats())?.switches).toEqual({ slow: 0, fail: 0, loginLost: false });
    },
  );

  test('are turned by the buttons of the page, but not from another site', async () => {
    const press = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${site.url}/admin/shops/pdd/1001`, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams({ loginLost: 'true' }),
      });
    // fetch sets Sec-Fetch-Site itself, so a foreign page is played by a plain request.
    expect(await foreignPress()).toBe(403);
    expect((await stats())?.switches.loginLost).toBe(false);
    const pressed = await press({ referer: `${site.url}/shops/pdd/1001` });
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, '/shops/pdd/1001']);
    expect((await stats())?.switches.loginLost).toBe(true);
  });

  function foreignPress(): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const headers = { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' };
      request(`${site.url}/admin/shops/pdd/1001`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end('loginLost=true');
    });
  }
});

describe('work sessions', () => {
  const agents: Agent[] = [];
  afterEach(() => agents.splice(0).forEach((agent) => agent.destroy()));

  /** A robot with one connection of its own. */
  async function robot(
    by: string,
  ): Promise<{ post: (body: object) => Promise<Record<string, unknown>>; vanish: () => void }> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.push(agent);
    const authorization = `Bearer ${await signIn()}`;
    const post = (body: object): Promise<Record<string, unknown>> =>
      new Promise((resolve, reject) => {
        request(
          `${site.url}/api/pdd/1001/session`,
          { method: 'POST', agent, headers: { authorization } },
          (response) => {
            json(response).then((answer) => resolve(answer as Record<string, unknown>), reject);
          },
        )
          .once('error', reject)
          .end(JSON.stringify({ ...body, by }));
      });
    return { post, vanish: () => agent.destroy() };
  }

  test('one after the other are no overlap', async () => {
    for (const by of ['a', 'b']) {
      const { post } = await robot(by);
      const { workId, others } = await post({ action: 'open' });
      expect(others).toEqual([]);
      await post({ action: 'close', workId });
    }
    expect((await stats())?.work).toEqual({ now: 0, opened: 2, maxConcurrent: 1, overlaps: 0, abandoned: 0 });
  });

  test('two at once are counted, and the second is told of the first', async () => {
    await (await robot('a')).post({ action: 'open' });
    const second = await (await robot('b')).post({ action: 'open' });
    expect(second.others).toEqual(['a']);
    expect((await stats())?.work).toMatchObject({ now: 2, maxConcurrent: 2, overlaps: 1 });
    expect(await (await fetch(site.url)).text()).toContain('发现 1 次同店同时作业');
  });

  test('one whose robot vanished ends with its connection', async () => {
    const first = await robot('a');
    await first.post({ action: 'open' });
    first.vanish();
    await expect
      .poll(async () => (await stats())?.work, { timeout: 5_000 })
      .toMatchObject({ now: 0, abandoned: 1 });
    expect((await (await robot('b')).post({ action: 'open' })).others).toEqual([]);
  });

  test('a session that is not open can not be closed', async () => {
    expect(await (await robot('a')).post({ action: 'close', workId: 'w9' })).toMatchObject({
      code: 'NOT_OPEN',
    });
  });
});

test('the pages show every shop, and a shop with its orders', async () => {
  const index = await (await fetch(site.url)).text();
  for (const { name } of herdShops) expect(index).toContain(name);
  expect(index).toContain('从未有两个机器人同时进入同一店铺');
  const shop = await (await fetch(`${site.url}/shops/tiktok/3001`)).text();
  expect(shop).toContain('元气美妆小铺');
  expect(shop).toContain('tiktok-');
});

test.each([
  ['GET', '/nothing', 404],
  ['GET', '/shops/pdd/9', 404],
  ['DELETE', '/api/pdd/1001/orders', 404],
] as const)('%s %s is answered with %i', async (method, path, status) => {
  expect((await call(method, path)).status).toBe(status);
});

test('a body that is no JSON object is refused in words', async () => {
  const response = await fetch(`${site.url}/admin/shops/pdd/1001`, { method: 'POST', body: '{"slow":' });
  expect([response.status, await response.json()]).toEqual([
    400,
    { code: 'BAD_JSON', message: 'the body is not JSON' },
  ]);
});

test('a port in use rejects', async () => {
  await expect(startSite({ port: Number(new URL(site.url).port) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
