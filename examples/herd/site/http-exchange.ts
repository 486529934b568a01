import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that is answered with a status and `{code, message}`; thrown by routes. */
export class RefusedRequest extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The most that a request's body may hold, in bytes. */
const largestBody = 64 * 1024;

/**
 * The body as an object, from JSON or a form (`application/x-www-form-urlencoded`); an empty body is `{}`.
 * Throws `RefusedRequest` when it is too large, malformed or not an object.
 */
export async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody)
      throw new RefusedRequest(413, 'TOO_LARGE', `a body may hold ${largestBody} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (isForm(request)) return Object.fromEntries(new URLSearchParams(text));
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RefusedRequest(400, 'BAD_JSON', 'the body is not JSON');
  }
  if (!isObject(value)) throw new RefusedRequest(400, 'BAD_JSON', 'the body must be a JSON object');
  return value;
}

/** Whether the request comes from a form of a page, which wants a page back. */
export function isForm(request: IncomingMessage): boolean {
  return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

/** The session token, from `Authorization: Bearer` or the cookie `herd_session`. */
export function readToken(request: IncomingMessage): string | undefined {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  return bearer ?? /(?:^|;\s*)herd_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(JSON.stringify(body));
}

export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(html);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
