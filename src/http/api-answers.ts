import type { z } from 'zod';
import { type ErrorCode, errorCodes } from '../contract/error-codes.ts';
import { problemMediaType, problemSchema } from '../contract/problem.ts';

/** An error in the OpenAPI document. */
export interface ProblemAnswer {
  readonly description: string;
  readonly content: { readonly [problemMediaType]: { readonly schema: typeof problemSchema } };
}

/**
 * The answers of a route for the OpenAPI document: its own, and the errors of its own by their codes, which its type
 * leaves out since the error handler sends them.
 */
export function answers<const Own extends Record<number, z.ZodType>>(
  own: Own,
  ...codes: readonly ErrorCode[]
): Own {
  return { ...own, ...problemsOf(codes) };
}

/** Answers with these error codes, by status. */
export function problemsOf(codes: readonly ErrorCode[]): Record<number, ProblemAnswer> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(errorCodes[code], [...(byStatus.get(errorCodes[code]) ?? []), code]);
  return Object.fromEntries([...byStatus].map(([status, same]) => [status, problemOf(wordsOf(same))]));
}

/** An answer whose body is a problem. */
export function problemOf(description: string): ProblemAnswer {
  return { description, content: { [problemMediaType]: { schema: problemSchema } } };
}

function wordsOf(codes: readonly ErrorCode[]): string {
  return codes.map((code) => `\`${code}\``).join(', ');
}
