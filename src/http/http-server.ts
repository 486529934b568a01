/**
 * The HTTP server of the API. Each request: id, security headers, then the token and role of its route, and only then its
 * body. Errors are problem bodies made in one place. A client that hangs costs a socket for at most a minute: requests
 * must arrive within 30 s, streams are asked for as fast as they are read.
 */
import type { AddressInfo } from 'node:net';
import swagger from '@fastify/swagger';
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';
import { authorize } from './authentication.ts';
import { basePath, withoutBase } from './base-path.ts';
import { expectHost, onClientError, onExpectation } from './client-error.ts';
import { consoleReply } from './console-reply.ts';
import { describeRoute } from './describe-route.ts';
import { errorHandler, sendProblem } from './error-handler.ts';
import type { HttpApp, HttpParts, RouteParts } from './http-app.ts';
import { maxBodyBytes, parseJsonBody } from './json-body.ts';
import { KnownRoutes } from './known-routes.ts';
import { acceptUpgrades } from './link-upgrade.ts';
import { addRoutes } from './routes.ts';
import { refuseUnknownQueries } from './strict-queries.ts';

/** A request must have arrived whole within this, ms. */
const requestTimeoutMs = 30_000;
/** How often connections are compared with that, ms. */
const checkingIntervalMs = 5000;
/** A connection on which nothing moves is closed after this, ms. */
const idleConnectionMs = 60_000;
/** Requests under way are given this long when the server stops, ms. */
const closeGraceMs = 3000;

/** Answers of the API are data, never a page: a browser is to run, frame, sniff and keep nothing of them. */
const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const commonHeaders = (request: FastifyRequest) => ({ ...securityHeaders, 'x-request-id': request.id });

export interface HttpServer {
  /** Listens. `port` 0 takes a free one. Rejects with the system's error (`EADDRINUSE`, `EACCES`, …). */
  listen(options: {
    readonly host: string;
    readonly port: number;
  }): Promise<{ readonly host: string; readonly port: number }>;
  /** Takes nothing new, ends streams, lets requests under way finish for 3 s. Sockets handed to the link are the link's. */
  close(): Promise<void>;
}

export function createHttpServer(parts: HttpParts): HttpServer {
  const closing = new AbortController();
  const base = basePath(parts.publicUrl);
  const routeParts: RouteParts = { ...parts, closing: closing.signal };
  const app: HttpApp = fastify({
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    // A missing Host is answered here, with a body.
    http: { connectionsCheckingInterval: checkingIntervalMs, requireHostHeader: false },
    connectionTimeout: idleConnectionMs,
    keepAliveTimeout: idleConnectionMs,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    logger: false,
    requestIdHeader: false,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : parts.ids.next('req');
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 600 },
    rewriteUrl: (request) => withoutBase(request.url ?? '/', base),
    clientErrorHandler: onClientError,
    frameworkErrors: (error, request: FastifyRequest, reply: FastifyReply) =>
      void sendProblem(
        request,
        reply.headers(commonHeaders(request)),
        new DroverError('bad_request', said('framework', { detail: error.message })),
      ),
  }).withTypeProvider<ZodTypeProvider>();

  const known = new KnownRoutes();
  known.watch(app);
  refuseUnknownQueries(app);
  app.setValidatorCompiler(validatorCompiler);
  // Answers are made by typed code and checked against their schemas in the tests, not on every request.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(errorHandler(parts.logger));
  app.setNotFoundHandler(async (request, reply) => {
    if (!(await consoleReply(request, reply, parts.console, base)))
      void sendProblem(request, reply, known.missing(request));
    return reply;
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => parseJsonBody(body),
  );
  app.decorateRequest('actor', null);
  app.decorateRequest('session', null);
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(commonHeaders(request));
    if (closing.signal.aborted)
      throw new DroverError('shutting_down', said('server_stopping'), {
        kind: 'operational',
        retryable: true,
      });
    expectHost(request.raw);
    await authorize(request, reply, parts);
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity')
      throw new DroverError('unsupported_media_type', said('content_encoding', { encoding }));
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    parts.logger.debug(
      {
        requestId: request.id,
        method,
        route: routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        by: request.actor?.name,
      },
      'request',
    );
  });
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Drover',
        version: parts.version,
        description: 'Runs a herd of RPA robots. Errors are problem bodies (RFC 9457) with a stable `code`.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: parts.services.sessions.cookieName },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: describeRoute,
  });
  void app.register(async (scope: HttpApp) => addRoutes(scope, routeParts));
  acceptUpgrades(app.server, routeParts);
  app.server.on('checkExpectation', onExpectation);

  return {
    listen: async ({ host, port }) => {
      await app.listen({ host, port });
      // A server that listens on TCP has an address with a port.
      const address = app.server.address() as AddressInfo;
      return { host, port: address.port };
    },
    close: async () => {
      closing.abort();
      const timer = parts.clock.timer(closeGraceMs, () => app.server.closeAllConnections());
      await app.close();
      timer.cancel();
    },
  };
}
