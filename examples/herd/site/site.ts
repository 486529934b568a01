import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { BackOffice } from './back-office.ts';
import { chinaDay } from './china-day.ts';
import { isForm, RefusedRequest, readBody, sendHtml, sendJson } from './http-exchange.ts';
import { indexPage } from './index-page.ts';
import { demandSession, shopRoutes } from './shop-api.ts';
import { shopPage } from './shop-page.ts';
import { readSwitchChange } from './shop-switches.ts';
import { herdShops } from './shops.ts';

/**
 * The site that plays the back offices of the 20 shops.
 *
 * `/` and `/shops/{platform}/{id}` are pages for people, `/api/{platform}/{id}/…` is what robots call (shop-api.ts),
 * `/admin/stats` has the counters, `POST /admin/shops/{platform}/{id}` turns switches. All state is in memory: a new
 * start begins with the same seeded data and all switches off.
 */
export interface SiteOptions {
  /** 0 = a free one; default 4280. */
  readonly port?: number;
  /** Default 127.0.0.1: there is no protection beyond being reachable from this machine only. */
  readonly host?: string;
  /** Milliseconds that every API call takes; default 80. */
  readonly latencyMs?: number;
  /** Other seeds give other orders, goods and messages. */
  readonly seed?: string;
}

/** A site that is listening. */
export interface RunningSite {
  /** E.g. `http://127.0.0.1:4280`, without a slash at the end. */
  readonly url: string;
  /** Stops listening and breaks what is connected. */
  close(): Promise<void>;
}

export const defaultSitePort = 4280;
const defaultLatencyMs = 80;
/** Longer than any pause of a robot between two calls: a work session lives with its connection. */
const keepAliveMs = 10 * 60_000;

/** Starts the site; rejects with the listen error, e.g. EADDRINUSE. */
export async function startSite(options: SiteOptions = {}): Promise<RunningSite> {
  const { port = defaultSitePort, host = '127.0.0.1', latencyMs = defaultLatencyMs, seed = 'herd' } = options;
  const offices = new Map(
    herdShops.map((shop) => [`${shop.platform}/${shop.id}`, new BackOffice(shop, seed)]),
  );
  const closing = new AbortController();
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    answer({ request, response, offices, latencyMs, closing: closing.signal }).catch((error: unknown) =>
      refuse(response, error),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // A listening TCP server's address is never a pipe's name.
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly offices: ReadonlyMap<string, BackOffice>;
  readonly latencyMs: number;
  readonly closing: AbortSignal;
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, offices } = exchange;
  const url = new URL(request.url ?? '/', 'http://herd.invalid');
  const [area = '', ...rest] = url.pathname.split('/').slice(1);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (area === '' && isRead) {
    sendHtml(response, 200, indexPage([...offices.values()].map((office) => office.stats())));
  } else if (area === 'shops' && isRead) {
    sendHtml(response, 200, shopPage(officeOf(offices, rest), chinaDay(new Date())));
  } else if (area === 'admin') {
    await answerAdmin(exchange, rest);
  } else if (area === 'api') {
    await answerShopApi(exchange, rest, url.searchParams);
  } else {
    throw new RefusedRequest(404, 'NOT_FOUND', `there is no ${request.method} ${url.pathname}`);
  }
}

async function answerAdmin({ request, response, offices }: Exchange, path: readonly string[]): Promise<void> {
  if (path.join('/') === 'stats' && request.method === 'GET') {
    sendJson(response, 200, { shops: [...offices.values()].map((office) => office.stats()) });
    return;
  }
  if (path[0] !== 'shops' || request.method !== 'POST') {
    throw new RefusedRequest(
      404,
      'NOT_FOUND',
      'there are GET /admin/stats and POST /admin/shops/{platform}/{id}',
    );
  }
  if (request.headers['sec-fetch-site'] === 'cross-site') {
    throw new RefusedRequest(403, 'OTHER_SITE', "the switches are turned from this site's own pages");
  }
  const office = officeOf(offices, path.slice(1));
  const change = readSwitchChange(await readBody(request));
  if ('fault' in change) throw new RefusedRequest(400, 'BAD_SWITCH', change.fault);
  office.change(change);
  if (isForm(request)) {
    response.writeHead(303, { location: backTo(request) }).end();
  } else {
    sendJson(response, 200, office.stats());
  }
}

/** The page whose button was pressed: the shop's own or the index. */
function backTo(request: IncomingMessage): string {
  const from = URL.parse(request.headers.referer ?? '')?.pathname ?? '/';
  return from.startsWith('/shops/') ? from : '/';
}

async function answerShopApi(
  exchange: Exchange,
  path: readonly string[],
  query: URLSearchParams,
): Promise<void> {
  const { request, response, offices, latencyMs, closing } = exchange;
  if (path.length === 1 && path[0] === 'shops') {
    sendJson(response, 200, { items: herdShops });
    return;
  }
  const office = officeOf(offices, path.slice(0, 2));
  const rest = path.slice(2).join('/');
  const route = shopRoutes.find(
    ({ method, path: pattern }) => method === request.method && pattern.test(rest),
  );
  if (route === undefined) {
    throw new RefusedRequest(404, 'NOT_FOUND', `a shop has no ${request.method} ${rest}`);
  }
  office.count(route.call);
  await wait(latencyMs + office.switches.slow, undefined, { signal: closing });
  if (office.drawFailure()) throw new RefusedRequest(500, 'INTERNAL', '系统繁忙，请稍后再试');
  if (route.call !== 'login') demandSession(office, request);
  const id = decodeURIComponent(route.path.exec(rest)?.[1] ?? '');
  await route.answer({ office, request, response, query, id, now: Date.now() });
}

function officeOf(offices: ReadonlyMap<string, BackOffice>, path: readonly string[]): BackOffice {
  const office = path.length === 2 ? offices.get(path.join('/')) : undefined;
  if (office === undefined)
    throw new RefusedRequest(404, 'NO_SUCH_SHOP', `there is no shop ${path.join('/')}`);
  return office;
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
  } else if (error instanceof RefusedRequest) {
    sendJson(response, error.status, { code: error.code, message: error.message });
  } else {
    sendJson(response, 500, { code: 'INTERNAL', message: String(error) });
  }
}
