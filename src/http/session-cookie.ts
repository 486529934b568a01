import type { IncomingMessage } from 'node:http';
import { absoluteMs } from '../domain/session-record.ts';
import { basePath } from './base-path.ts';

/** The secret in the request's cookie; null: none came. Source: RFC 6265. */
export function cookieSecret(request: IncomingMessage, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const cut = pair.indexOf('=');
    if (cut > 0 && pair.slice(0, cut).trim() === name) {
      const value = pair.slice(cut + 1).trim();
      return /^[\w-]{20,100}$/.test(value) ? value : null;
    }
  }
  return null;
}

/** `Set-Cookie` with a secret, or, with null, what makes a browser forget it. */
export function sessionCookie(name: string, secret: string | null, publicUrl: string | null): string {
  const secure = publicUrl?.startsWith('https:') === true ? '; Secure' : '';
  const age = secret === null ? 0 : absoluteMs / 1000;
  return `${name}=${secret ?? ''}; Path=${basePath(publicUrl)}; Max-Age=${age}; HttpOnly; SameSite=Strict${secure}`;
}
