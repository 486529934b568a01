/** The path under which people reach the server, with a slash at both ends; `/` unless its public address has one. */
export function basePath(publicUrl: string | null): string {
  const path = publicUrl === null ? '/' : (URL.parse(publicUrl)?.pathname ?? '/');
  return path.endsWith('/') ? path : `${path}/`;
}

/**
 * The address of a request as the server's own routes see it: without the path under which people reach the server, which
 * some proxies cut off and others do not.
 */
export function withoutBase(url: string, base: string): string {
  if (base === '/') return url;
  if (url.startsWith(base)) return url.slice(base.length - 1);
  const rest = url.slice(base.length - 1);
  const bare = url.startsWith(base.slice(0, -1)) && (rest === '' || rest.startsWith('?'));
  return bare ? `/${rest}` : url;
}
