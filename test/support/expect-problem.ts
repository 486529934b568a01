import { expect } from 'vitest';
import { problemSchema } from '../../src/contract/problem.ts';
import type { Answer } from './test-server.ts';

/** An error of this status and code, in the form that clients rely on, told in both languages. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  const problem = problemSchema.parse(answer.body);
  expect(problem.status).toBe(status);
  for (const { path, message, words } of [
    { path: code, message: problem.detail, words: problem.words },
    ...(problem.faults ?? []),
  ]) {
    expect(words?.en, path).toBe(message);
    expect(words?.zh, path).toMatch(/\p{Script=Han}/u);
  }
  expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
}
