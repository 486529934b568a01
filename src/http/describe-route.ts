import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { ErrorCode } from '../contract/error-codes.ts';
import { type ProblemAnswer, problemOf, problemsOf } from './api-answers.ts';
import type { RouteRole } from './http-app.ts';

type Description = Parameters<typeof jsonSchemaTransform>[0];

/**
 * A route for the OpenAPI document: what it says of itself, and the errors that its kind of route has: the token's, the
 * query's, the body's. `default` stands for what any request may meet: a fault of the server, its stop, no store.
 */
export function describeRoute(found: Description): ReturnType<typeof jsonSchemaTransform> {
  const { schema, route } = found;
  if (schema.hide === true) return jsonSchemaTransform(found);
  const role: RouteRole | undefined = route.config?.role;
  const takesBody = [route.method].flat().some((method) => method !== 'GET' && method !== 'HEAD');
  const codes: ErrorCode[] = [];
  if (route.config?.ownFaults === true) return jsonSchemaTransform(found);
  if (takesBody) codes.push('bad_request', 'malformed_json', 'body_too_large', 'unsupported_media_type');
  else if (schema.querystring !== undefined) codes.push('bad_request');
  if (schema.querystring !== undefined) codes.push('unknown_filter');
  if (role !== 'open') codes.push('unauthorized');
  // Whoever has any token is let through to those of nodes.
  if (role !== 'open' && role !== 'node') codes.push('forbidden');
  // Every route of this server describes its answers with an object by status.
  const own = (schema.response ?? {}) as Readonly<Record<string, unknown>>;
  const response: Record<string, unknown> = {
    ...own,
    default: problemOf('What any request may meet, such as `internal`, `store_unavailable`, `shutting_down`'),
  };
  for (const [status, answer] of Object.entries(problemsOf(codes)))
    response[status] = bothOf(answer, own[status]);
  return jsonSchemaTransform({ ...found, schema: { ...schema, response } });
}

/** One answer that names the codes of both. */
function bothOf(answer: ProblemAnswer, own: unknown): unknown {
  if (typeof own !== 'object' || own === null || !('description' in own)) return answer;
  return problemOf(`${answer.description}, ${String(own.description)}`);
}
