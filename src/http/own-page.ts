/**
 * Keeps pages of other sites from acting with a person's session: a browser sends cookies with whatever any page makes it
 * send. Source: OWASP, "Cross-Site Request Forgery Prevention".
 */
import type { IncomingMessage } from 'node:http';
import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';

const reading = ['GET', 'HEAD', 'OPTIONS'];

/** Refuses a request of which the browser says that a page of another site sent it. */
export function checkSender(request: IncomingMessage, publicUrl: string | null): void {
  const { headers } = request;
  const site = headers['sec-fetch-site'];
  if (
    (site === undefined || site === 'same-origin') &&
    (headers.origin === undefined || isOwn(headers.origin, headers.host, publicUrl))
  )
    return;
  throw new DroverError('forbidden', said('other_site'));
}

/**
 * Refuses a request with a session's cookie that changes something unless it comes from a page of this server: by its
 * sender, and by the header `X-Drover-Client`, which no other page can set without asking first.
 */
export function checkOwnPage(request: IncomingMessage, publicUrl: string | null): void {
  if (reading.includes(request.method ?? 'GET')) return;
  checkSender(request, publicUrl);
  if (request.headers['x-drover-client'] === undefined)
    throw new DroverError('forbidden', said('session_header'));
}

/** Behind a proxy the scheme is its own, so hosts are compared; the cookie never goes to another host. */
function isOwn(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  const from = URL.parse(origin);
  if (from === null) return false;
  return from.host === host || (publicUrl !== null && from.origin === URL.parse(publicUrl)?.origin);
}
