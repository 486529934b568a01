import type { z } from 'zod';
import { problemMediaType, problemSchema } from '../contract/problem.ts';

const problem = {
  description: 'What went wrong; act on `code`',
  content: { [problemMediaType]: { schema: problemSchema } },
};

/** The answers of a route for the OpenAPI document: its own, and the errors that every route may give. */
export function answers<const Own extends Record<number, z.ZodType>>(own: Own) {
  return { ...own, '4xx': problem, '5xx': problem };
}
