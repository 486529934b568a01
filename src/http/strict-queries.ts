import { z } from 'zod';
import type { HttpApp } from './http-app.ts';

const noQuerySchema = z.strictObject({});

/**
 * Has each reading route of the API that describes no query refuse what is put into one, as lists refuse filters that they
 * don't know. Open routes are left alone: other programs' clients call them in their own way. To be called before routes are added.
 */
export function refuseUnknownQueries(app: Pick<HttpApp, 'addHook'>): void {
  app.addHook('onRoute', (route) => {
    const reads = [route.method].flat().includes('GET') && route.url.startsWith('/api/');
    const { role } = route.config ?? {};
    if (!reads || role === undefined || role === 'open' || route.schema?.querystring !== undefined) return;
    route.schema = { ...route.schema, querystring: noQuerySchema };
  });
}
