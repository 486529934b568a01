/**
 * Serves the built console where no route of the API answers: its files, and its page at every address that a browser is
 * sent to. The page may load nothing but its own files and run no script but theirs.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentTypeOf } from '../domain/content-type.ts';
import { type ConsoleEncoding, type ConsoleFiles, consoleEncodings } from '../ports/console-files.ts';
import { unbuiltPage } from './unbuilt-page.ts';

/** What the console may do. Source: https://www.w3.org/TR/CSP3/ */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-cache',
} as const;

/** Files of the console that may be more than data: scripts and styles, by their endings. */
const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
  webmanifest: 'application/manifest+json',
  ico: 'image/x-icon',
};
/** Paths of programs: whoever asks for one that is not there is told so as a program. */
const programs = /^\/(?:api|rpa)(?:\/|$)|^\/(?:healthz|readyz|metrics|openapi\.json)$/;

/** Answers with the console and tells so, or leaves the request alone. `base`: see `basePath`. */
export async function consoleReply(
  request: FastifyRequest,
  reply: FastifyReply,
  files: ConsoleFiles,
  base: string,
): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const path = request.url.replace(/[?#].*$/s, '');
  if (programs.test(path)) return false;
  const file = path === '/' ? null : await files.file(path.slice(1), encodingsTaken(request));
  if (file !== null) {
    void reply.headers({
      'content-type': types[path.slice(path.lastIndexOf('.') + 1)] ?? contentTypeOf(path).type,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      etag: file.tag,
      ...(file.encoding === null ? {} : { 'content-encoding': file.encoding }),
    });
    if (request.headers['if-none-match'] === file.tag) void reply.code(304).send();
    else void reply.code(200).send(file.content);
    return true;
  }
  const person = request.headers.accept?.includes('text/html') === true;
  if (!person && path !== '/') return false;
  const page = await files.page();
  if (page === null && !person) return false;
  void reply
    .code(page === null ? 503 : 200)
    .headers(pageHeaders)
    .send(page === null ? unbuiltPage : page.replace('<base href="/"', `<base href="${base}"`));
  return true;
}

/** Source: RFC 9110, 12.5.3. Whoever gives weights only ever refuses by them here. */
function encodingsTaken(request: FastifyRequest): ConsoleEncoding[] {
  const given = [request.headers['accept-encoding']].flat().join(',');
  const taken = given
    .split(',')
    .map((one) => one.trim().split(';'))
    .filter(([, weight]) => !/^\s*q=0(?:\.0*)?\s*$/.test(weight ?? ''))
    .map(([name]) => name);
  return consoleEncodings.filter((encoding) => taken.includes(encoding));
}
