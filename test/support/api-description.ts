import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import type { Answer } from './test-server.ts';

/** One route of the OpenAPI document with the statuses that it names. */
export interface DescribedRoute {
  /** `GET /api/runs/{id}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Without `default`. */
  readonly statuses: readonly number[];
  readonly takesQuery: boolean;
  /** Media type of the body that it takes; null: none is described. */
  readonly bodyType: string | null;
  /** Needs no token. */
  readonly open: boolean;
  /** What is wrong with an answer; null: it is as described. */
  fault(answer: Answer): string | null;
}

const contentSchema = z.record(z.string(), z.looseObject({ schema: z.unknown() }));
const operationSchema = z.looseObject({
  parameters: z.array(z.looseObject({ in: z.string(), name: z.string() })).default([]),
  requestBody: z.looseObject({ content: contentSchema }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({ description: z.string(), content: contentSchema.optional() }),
  ),
  security: z.array(z.unknown()).optional(),
});
const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

/** The routes of an OpenAPI document. */
export function describedRoutes(document: unknown): DescribedRoute[] {
  const { paths } = documentSchema.parse(document);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): DescribedRoute => {
      const name = `${method.toUpperCase()} ${path}`;
      const compiled = new Map<string, ValidateFunction>();
      for (const [status, { content = {} }] of Object.entries(operation.responses)) {
        for (const [type, { schema }] of Object.entries(content))
          compiled.set(`${status} ${type}`, ajv.compile(z.looseObject({}).parse(schema)));
      }
      return {
        name,
        method: method.toUpperCase(),
        path,
        statuses: Object.keys(operation.responses).flatMap((status) =>
          status === 'default' ? [] : [Number(status)],
        ),
        takesQuery: operation.parameters.some((parameter) => parameter.in === 'query'),
        bodyType: Object.keys(operation.requestBody?.content ?? {})[0] ?? null,
        open: operation.security?.length === 0,
        fault: (answer) => {
          const response = operation.responses[String(answer.status)];
          if (response === undefined)
            return `${name}: status ${answer.status} is not described: ${answer.text}`;
          const type = (answer.headers.get('content-type') ?? '').replace(/;.*$/, '');
          if (response.content === undefined)
            return answer.text === '' ? null : `${name} ${answer.status}: a body that is not described`;
          const types = Object.keys(response.content);
          const fits = types.find((one) => one === type || one === 'application/octet-stream');
          if (fits === undefined)
            return `${name} ${answer.status}: the type ${type} is not described, ${types.join(', ')} is`;
          const validate = compiled.get(`${answer.status} ${fits}`);
          const value: unknown =
            /json$/.test(type) && !/ndjson/.test(type) ? JSON.parse(answer.text) : answer.text;
          if (validate === undefined || validate(value)) return null;
          return `${name} ${answer.status}: ${ajv.errorsText(validate.errors)} in ${answer.text.slice(0, 400)}`;
        },
      };
    }),
  );
}
