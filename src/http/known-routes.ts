import type { FastifyInstance, FastifyRequest } from 'fastify';
import { didYouMean } from '../domain/did-you-mean.ts';
import { DroverError } from '../domain/drover-error.ts';
import { listed, said } from '../domain/refusals/said.ts';

/** Paths and methods of the server, for what to say where none fits. */
export class KnownRoutes {
  readonly #methods = new Map<string, Set<string>>();

  /** Notes every route that is added from now on. */
  watch(app: Pick<FastifyInstance, 'addHook'>): void {
    app.addHook('onRoute', ({ url, method }) => {
      const methods = this.#methods.get(url) ?? new Set();
      for (const one of [method].flat()) methods.add(one);
      this.#methods.set(url, methods);
    });
  }

  /** The error of a request that no route takes: `method_not_allowed`, or `not_found` with the path that was meant. */
  missing(request: FastifyRequest): DroverError {
    const path = request.url.replace(/\?.*$/s, '').replace(/(.)\/+$/, '$1');
    const parts = path.split('/');
    for (const [pattern, methods] of this.#methods) {
      if (filled(pattern, parts) !== path) continue;
      const allow = [...methods].sort();
      return new DroverError(
        'method_not_allowed',
        said('not_a_method', { method: request.method, path, allow: listed(allow) }),
        { details: { allow } },
      );
    }
    const meant = this.#meant(path);
    const shown = path.slice(0, 200);
    return new DroverError(
      'not_found',
      said('nothing_at', {
        path: shown,
        hint: meant === undefined ? said('api_described') : said('path_meant', { meant }),
      }),
      {
        details: meant === undefined ? {} : { didYouMean: meant },
      },
    );
  }

  /** The path that was probably meant. One with `.` or `..` in it means what they lead to, if anything is there. */
  #meant(path: string): string | undefined {
    const straight = path.split('/').some(isDots) ? withoutDots(path) : path;
    const parts = straight.split('/');
    const candidates = [...this.#methods.keys()]
      .map((pattern) => filled(pattern, parts))
      .filter((one) => one !== null);
    return candidates.includes(straight) ? straight : didYouMean(straight, [...new Set(candidates)]);
  }
}

const isDots = (part: string): boolean => part === '.' || part === '..';

/** Source: RFC 3986, section 5.2.4. */
function withoutDots(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.length > 1) parts.pop();
    } else if (part !== '.') parts.push(part);
  }
  return parts.join('/') || '/';
}

/** The pattern with its variables taken from a path of as many parts; null when it has another number of parts. */
function filled(pattern: string, parts: readonly string[]): string | null {
  const wanted = pattern.split('/');
  if (wanted.length !== parts.length) return null;
  return wanted.map((part, i) => (part.startsWith(':') ? parts[i] : part)).join('/');
}
