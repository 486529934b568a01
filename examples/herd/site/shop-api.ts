import type { IncomingMessage } from 'node:http';
import type { BackOffice, CallName } from './back-office.ts';
import { RefusedRequest, readBody, readToken, sendJson } from './http-exchange.ts';
import { pageOf } from './paging.ts';
import type { ShopCall } from './shop-call.ts';
import { beginOrEndWork } from './work-session-route.ts';

interface ShopRoute {
  readonly call: CallName;
  readonly method: 'GET' | 'POST';
  /** Matched against the path after `/api/{platform}/{shop}/`; a group is the id. */
  readonly path: RegExp;
  readonly answer: (call: ShopCall) => Promise<void> | void;
}

/** What a shop's back office offers under `/api/{platform}/{shop}/`; all but the sign-in need a session. */
export const shopRoutes: readonly ShopRoute[] = [
  { call: 'login', method: 'POST', path: /^login$/, answer: signIn },
  { call: 'session', method: 'POST', path: /^session$/, answer: beginOrEndWork },
  { call: 'orders', method: 'GET', path: /^orders$/, answer: listOrders },
  { call: 'goods', method: 'GET', path: /^goods$/, answer: listGoods },
  { call: 'refresh', method: 'POST', path: /^goods\/refresh$/, answer: refreshGoods },
  { call: 'messages', method: 'GET', path: /^messages$/, answer: listMessages },
  { call: 'reply', method: 'POST', path: /^messages\/([^/]+)\/reply$/, answer: replyToMessage },
];

/** Throws `RefusedRequest` unless the request's session is valid. */
export function demandSession(office: BackOffice, request: IncomingMessage): void {
  const access = office.access(readToken(request));
  if (access === 'login expired') throw loginExpired(office);
  if (access === 'not signed in') throw new RefusedRequest(401, 'NOT_SIGNED_IN', 'sign in first');
}

async function signIn({ office, request, response }: ShopCall): Promise<void> {
  const { password } = await readBody(request);
  const signedIn = office.signIn(typeof password === 'string' ? password : '');
  if (signedIn === 'login expired') throw loginExpired(office);
  if (signedIn === 'bad password') throw new RefusedRequest(401, 'BAD_PASSWORD', 'wrong shop id or password');
  sendJson(
    response,
    200,
    { token: signedIn.token, shop: office.shop },
    {
      'set-cookie': `herd_session=${signedIn.token}; Path=/api/${office.shop.platform}/${office.shop.id}/; HttpOnly; SameSite=Strict`,
    },
  );
}

function loginExpired(office: BackOffice): RefusedRequest {
  return new RefusedRequest(
    401,
    'LOGIN_EXPIRED',
    `login expired: ${office.shop.name} must be signed in by a person`,
  );
}

function listOrders({ office, response, query }: ShopCall): void {
  const date = query.get('date') ?? '';
  if (!isDay(date)) throw new RefusedRequest(400, 'BAD_DATE', 'date must be a day like 2026-11-22');
  sendJson(response, 200, pageOf(office.orders(date), query));
}

function listGoods({ office, response, query }: ShopCall): void {
  sendJson(response, 200, pageOf(office.goods(), query));
}

async function refreshGoods({ office, request, response, now }: ShopCall): Promise<void> {
  const { ids } = await readBody(request);
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) {
    throw new RefusedRequest(400, 'BAD_IDS', 'ids must be a list of goods ids');
  }
  const refreshedAt = new Date(now).toISOString();
  sendJson(response, 200, { refreshedAt, refreshed: office.refreshGoods(ids, refreshedAt) });
}

function listMessages({ office, response, query }: ShopCall): void {
  const all = office.messages.list();
  const open = query.get('open') === '1';
  sendJson(response, 200, pageOf(open ? all.filter((message) => message.reply === null) : all, query));
}

async function replyToMessage({ office, request, response, id }: ShopCall): Promise<void> {
  const { text } = await readBody(request);
  if (typeof text !== 'string' || text.trim() === '') {
    throw new RefusedRequest(400, 'BAD_TEXT', 'text must say something');
  }
  const message = office.messages.reply(id, text);
  if (message === undefined) throw new RefusedRequest(404, 'NO_SUCH_MESSAGE', `there is no message ${id}`);
  sendJson(response, 200, { ...message, duplicate: message.replies > 1 });
}

/** Whether a text is a day of the calendar as `YYYY-MM-DD`. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
