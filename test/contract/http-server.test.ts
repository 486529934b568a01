import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { healthSchema, readinessSchema } from '../../src/contract/health.ts';
import { tokenCreatedSchema, tokenPageSchema } from '../../src/contract/token.ts';
import { DroverError } from '../../src/domain/drover-error.ts';
import { expectProblem } from '../support/expect-problem.ts';
import { startTestServer, type TestServer, testFlow } from '../support/test-server.ts';

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, unknown>>;
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ flows: [testFlow('note')] });
});
afterAll(() => server.close());
afterEach(() => expect(server.errors).toEqual([]));

/** Sends bytes and resolves with all that comes back until the server closes or says enough. */
function exchange(bytes: string | Buffer, enough: (text: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(5000, () => socket.destroy(new Error(`no end after: ${text}`)));
    socket.on('data', (data) => {
      text += data.toString();
      if (enough(text)) socket.end();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

describe('bodies', () => {
  it('are refused over 4 MiB, announced or not, and the client hears why', async () => {
    expectProblem(
      await server.call('POST', '/api/runs', Buffer.alloc(10 * 1024 * 1024, 0x20)),
      413,
      'body_too_large',
    );
    const piece = Buffer.alloc(64 * 1024, 0x20);
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]);
    const head = `POST /api/runs HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.adminToken}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
    const text = await exchange(
      Buffer.concat([
        Buffer.from(head),
        ...Array.from({ length: 70 }, () => chunk),
        Buffer.from('0\r\n\r\n'),
      ]),
      (heard) => heard.includes('}'),
    );
    expect(text).toMatch(/^HTTP\/1\.1 413 [^]*"code":"body_too_large"/);
    // The rest of the body is drained: closing at once could take the answer from a client that is still sending.
    expect(text).not.toMatch(/^connection: close/im);
  });

  it('are refused by their announced length before they are sent', async () => {
    const head = `POST /api/runs HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.adminToken}\r\ncontent-type: application/json\r\ncontent-length: 10000000\r\n\r\n`;
    expect(await exchange(head, (text) => text.includes('}'))).toContain('body_too_large');
  });

  it.each([
    ['{"flow": "note",}', 1, 17],
    ['{\n  "flow" "note"\n}', 2, 10],
    ['{"flow": note}', 1, 10],
    ['{"flow": "no', 1, 10],
    ['[1, 2', 1, 6],
    ['{"a":1} x', 1, 9],
    ["{'a':1}", 1, 2],
    ['{"a":01}', 1, 7],
  ])('that are not JSON are refused with the place: %s', async (body, line, column) => {
    const answer = await server.call('POST', '/api/runs', body);
    expectProblem(answer, 400, 'malformed_json');
    expect({ line: answer.body.line, column: answer.body.column }).toEqual({ line, column });
  });

  it('may be neither GBK nor compressed nor of another type, nor deep, nor change prototypes', async () => {
    expectProblem(
      await server.call('POST', '/api/runs', Buffer.from([0x7b, 0x22, 0xd6, 0xd0, 0x22, 0x3a, 0x31, 0x7d])),
      400,
      'malformed_json',
    );
    expectProblem(
      await server.call('POST', '/api/runs', '{}', { headers: { 'content-encoding': 'gzip' } }),
      415,
      'unsupported_media_type',
    );
    expectProblem(
      await server.call('POST', '/api/runs', 'flow=note', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
      415,
      'unsupported_media_type',
    );
    expectProblem(
      await server.call(
        'POST',
        '/api/runs',
        `{"flow":"note","params":{"a":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
      ),
      400,
      'malformed_json',
    );
    const nested = (levels: number) =>
      `{"flow":"note","params":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
    expectProblem(await server.call('POST', '/api/runs', nested(100)), 422, 'invalid_params');
    expect(
      (await server.call('POST', '/api/runs', `{"dryRun":1,${nested(99).slice(1)}`)).body.faults,
    ).toMatchObject([{ path: '/dryRun' }]);
    expectProblem(
      await server.call('POST', '/api/runs', '{"flow":"note","params":{"__proto__":{"a":1}}}'),
      400,
      'malformed_json',
    );
    // Read as it is, it would name another order.
    const inexact = await server.call(
      'POST',
      '/api/runs',
      '{"flow":"note","params":{"ids":[1,1234567890123456789]}}',
    );
    expectProblem(inexact, 400, 'bad_request');
    expect(inexact.body.faults).toMatchObject([{ path: '/params/ids/1' }]);
    expectProblem(
      await server.call('POST', '/api/runs', '{"flow":"note","params":{"n":1e999}}'),
      400,
      'bad_request',
    );
    expectProblem(await server.call('POST', '/api/runs', undefined), 400, 'bad_request');
    expectProblem(await server.call('POST', '/api/runs', '"text"'), 400, 'bad_request');
  });

  it('change nothing when they are refused', async () => {
    expect((await server.call('GET', '/api/runs')).body.items).toEqual([]);
  });
});

describe('routes', () => {
  it('that are unknown say which was meant', async () => {
    const answer = await server.call('GET', '/api/run');
    expectProblem(answer, 404, 'not_found');
    expect(answer.body.didYouMean).toBe('/api/runs');
    expect((await server.call('GET', '/api/runs/run_1/attemps')).body.didYouMean).toBe(
      '/api/runs/run_1/attempts',
    );
    expectProblem(await server.call('GET', '/nowhere/at/all', undefined, { token: null }), 404, 'not_found');
    expectProblem(await server.call('GET', '/api/runs/%zz'), 400, 'bad_request');
  });

  it.each([
    ['/api/./runs', '/api/runs'],
    ['/api/x/../runs/.', '/api/runs'],
    ['/api/./rums', '/api/runs'],
    ['/..', undefined],
  ])('that are unknown for dots in them mean what the dots lead to: %s', async (path, meant) => {
    const head = `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n`;
    const text = await exchange(`${head}authorization: Bearer ${server.adminToken}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 404 /);
    const problem = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as object;
    expect(Object.entries(problem).find(([key]) => key === 'didYouMean')?.[1]).toBe(meant);
  });

  it('answer what names no host, and what expects another thing than 100-continue, with a problem', async () => {
    const nameless = await exchange('GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n');
    expect(nameless).toMatch(/^HTTP\/1\.1 400 [^]*problem\+json[^]*"code":"bad_request"/);
    const upgrade = 'GET /api/link HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';
    expect(await exchange(upgrade)).toMatch(/^HTTP\/1\.1 400 [^]*"code":"bad_request"/);
    expect(await exchange('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    const cake = 'POST /api/runs HTTP/1.1\r\nhost: x\r\nexpect: cake\r\ncontent-length: 2\r\n\r\n{}';
    expect(await exchange(cake)).toMatch(/^HTTP\/1\.1 417 [^]*problem\+json[^]*"code":"expectation_failed"/);
  });

  it('answer HEAD of a stream and close the connection when they are asked to', async () => {
    const head = 'HEAD /api/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\n';
    const text = await exchange(`${head}authorization: Bearer ${server.adminToken}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 200 [^]*text\/event-stream/);
  });

  it('say which methods they take', async () => {
    const answer = await server.call('DELETE', '/api/runs/run_1');
    expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
    expect((await server.call('PUT', '/api/runs')).headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('answer HEAD as GET without a body, and take a slash at the end', async () => {
    const head = await server.call('HEAD', '/api/runs');
    expect([head.status, head.text]).toEqual([200, '']);
    expect((await server.call('GET', '/api/runs/')).status).toBe(200);
  });

  it('carry headers for browsers and a request id', async () => {
    const { headers } = await server.call('GET', '/healthz', undefined, {
      headers: { 'x-request-id': 'mine-1' },
    });
    expect(headers.get('x-request-id')).toBe('mine-1');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    const other = await server.call('GET', '/healthz', undefined, {
      headers: { 'x-request-id': 'not good' },
    });
    expect(other.headers.get('x-request-id')).toMatch(/^req_/);
  });

  it('are described at /openapi.json, all of them with their errors', async () => {
    const answer = await server.call('GET', '/openapi.json');
    expect(answer.status).toBe(200);
    const body = JSON.parse(answer.text) as OpenApi;
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/api/runs',
        '/api/runs/batch',
        '/api/runs/{id}',
        '/api/runs/{id}/logs',
        '/api/runs/{id}/logs/lines',
        '/api/runs/{id}/logs/search',
        '/api/shops/{platform}/{id}/pause',
        '/api/nodes/{id}/drain',
        '/healthz',
      ]),
    );
    expect(body.paths['/api/runs']).toMatchObject({
      post: {
        requestBody: {
          content: {
            'application/json': { schema: { properties: { delaySeconds: { type: 'number', minimum: 0 } } } },
          },
        },
        responses: { 201: {}, 422: { content: { 'application/problem+json': {} } }, default: {} },
      },
      get: {
        parameters: expect.arrayContaining([
          expect.objectContaining({ in: 'query', name: 'state' }),
        ]) as unknown,
      },
    });
  });

  it('tell those who do not speak HTTP', async () => {
    expect(await exchange('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*"code":"bad_request"/);
    expect(
      await exchange(`GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 431 [^]*"code":"headers_too_large"/);
  });
});

describe('health', () => {
  it('is open, and says what is degraded', async () => {
    const health = await server.call('GET', '/healthz', undefined, { token: null });
    expect(healthSchema.parse(health.body)).toMatchObject({ status: 'ok', pid: process.pid });
    const ready = await server.call('GET', '/readyz', undefined, { token: null });
    expect(ready.status).toBe(200);
    expect(readinessSchema.parse(ready.body)).toMatchObject({ status: 'degraded' });
    expect(ready.body.checks).toContainEqual({
      name: 'nodes',
      ok: false,
      detail: 'no node is connected: what is submitted waits',
      words: {
        en: 'no node is connected: what is submitted waits',
        zh: '没有已连接的节点：提交的任务会等待',
      },
    });
  });
});

describe('tokens', () => {
  const made = async (role: string): Promise<{ id: string; secret: string }> => {
    const answer = await server.call('POST', '/api/tokens', { name: `a ${role}`, role });
    expect(answer.status).toBe(201);
    const { token, secret } = tokenCreatedSchema.parse(answer.body);
    return { id: token.id, secret };
  };

  it('are needed, and must be good', async () => {
    for (const token of [null, 'wrong', `${server.adminToken}x`]) {
      const answer = await server.call('GET', '/api/runs', undefined, { token });
      expectProblem(answer, 401, 'unauthorized');
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect(JSON.stringify(answer.body)).not.toContain('wrong');
    }
    expectProblem(
      await server.call('GET', '/api/runs', undefined, {
        token: null,
        headers: { authorization: `Basic ${server.adminToken}` },
      }),
      401,
      'unauthorized',
    );
    // Refused before the body is read.
    expectProblem(await server.call('POST', '/api/runs', '{', { token: 'wrong' }), 401, 'unauthorized');
  });

  it.each([
    ['viewer', { read: 200, submit: 403, tokens: 403 }],
    ['operator', { read: 200, submit: 201, tokens: 403 }],
    ['admin', { read: 200, submit: 201, tokens: 200 }],
    ['node', { read: 403, submit: 403, tokens: 403 }],
  ])('of the role %s may do what it may', async (role, expected) => {
    const { secret } = await made(role);
    const options = { token: secret };
    expect({
      read: (await server.call('GET', '/api/runs', undefined, options)).status,
      submit: (await server.call('POST', '/api/runs', { flow: 'note' }, options)).status,
      tokens: (await server.call('GET', '/api/tokens', undefined, options)).status,
    }).toEqual(expected);
  });

  it('are listed without their text, and good for nothing once revoked', async () => {
    const { id, secret } = await made('viewer');
    expect((await server.call('GET', '/api/flows', undefined, { token: secret })).status).toBe(200);
    const listed = await server.call('GET', '/api/tokens?limit=200');
    tokenPageSchema.parse(listed.body);
    expect(JSON.stringify(listed.body)).toContain(id);
    expect(JSON.stringify(listed.body)).not.toContain(secret);
    expect((await server.call('DELETE', `/api/tokens/${id}`)).body.token.revokedAt).not.toBeNull();
    expectProblem(await server.call('GET', '/api/flows', undefined, { token: secret }), 401, 'unauthorized');
    expectProblem(await server.call('DELETE', '/api/tokens/tok_none'), 404, 'not_found');
    expectProblem(await server.call('POST', '/api/tokens', { name: 'x', role: 'king' }), 400, 'bad_request');
  });

  it('that are known cost the store nothing', async () => {
    const { secret } = await made('viewer');
    await server.call('GET', '/healthz', undefined, { token: secret });
    await server.services.tokens.verify(secret);
    const before = server.store.statements();
    for (let i = 0; i < 10; i++)
      expect(await server.services.tokens.verify(secret)).toMatchObject({ role: 'viewer' });
    expect(server.store.statements()).toBe(before);
  });
});

describe('the link', () => {
  const upgrade = (path: string, token: string | null): Promise<string> =>
    exchange(
      `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n${token === null ? '' : `authorization: Bearer ${token}\r\n`}\r\n`,
    );

  it('takes nodes and administrators only', async () => {
    const node = (await server.call('POST', '/api/tokens', { name: 'n', role: 'node' })).body.secret;
    const viewer = (await server.call('POST', '/api/tokens', { name: 'v', role: 'viewer' })).body.secret;
    expect(await upgrade('/api/link', node)).toMatch(/^HTTP\/1\.1 101 /);
    expect(await upgrade('/api/link', server.adminToken)).toMatch(/^HTTP\/1\.1 101 /);
    expect(server.upgrades).toHaveLength(2);
    expect(await upgrade('/api/link', viewer)).toMatch(/^HTTP\/1\.1 403 [^]*"code":"forbidden"/);
    expect(await upgrade('/api/link', null)).toMatch(/^HTTP\/1\.1 401 [^]*"code":"unauthorized"/);
    expect(await upgrade('/api/other', node)).toMatch(/^HTTP\/1\.1 404 [^]*"code":"not_found"/);
    expect(server.upgrades).toHaveLength(2);
    expectProblem(await server.call('GET', '/api/link'), 426, 'upgrade_required');
  });
});

describe('faults of the server', () => {
  it('tell a client when to come back, and nothing of a bug', async () => {
    const own = await startTestServer({ flows: [testFlow('note')] });
    try {
      const { intake } = own.services;
      const failing = Object.assign(intake, {
        submit: () =>
          Promise.reject(
            new DroverError(
              'store_unavailable',
              { en: 'The database is away.', zh: '数据库断开。' },
              {
                kind: 'operational',
                retryable: true,
              },
            ),
          ),
      });
      const away = await own.call('POST', '/api/runs', { flow: 'note' });
      expectProblem(away, 503, 'store_unavailable');
      expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
      Object.assign(failing, { submit: () => Promise.reject(new Error('secret inside')) });
      const bug = await own.call('POST', '/api/runs', { flow: 'note' });
      expectProblem(bug, 500, 'internal');
      expect(JSON.stringify(bug.body)).not.toContain('secret');
      expect(bug.body.detail).toContain('log');
      expect(own.errors.join()).toContain('secret inside');
      expect(own.errors.join()).toContain(bug.body.requestId);
    } finally {
      await own.close();
    }
  });
});
