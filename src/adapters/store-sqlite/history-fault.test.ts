import { expect, it } from 'vitest';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import { errorOf, faultOf } from './history-fault.ts';

const travelled = (thrown: unknown): Error => errorOf(structuredClone(faultOf(thrown)));

it.each([
  new DroverError('store_unavailable', said('read_slow'), { kind: 'operational', retryable: true }),
  new DroverError('bad_request', said('store_closed'), { details: { faults: [{ path: '?from' }] } }),
])('a refusal is the same after its way from the worker', (refusal) => {
  const arrived = travelled(refusal);
  expect(arrived).toBeInstanceOf(DroverError);
  const { code, kind, retryable, details, words, message } = refusal;
  expect(arrived).toMatchObject({ code, kind, retryable, details, words, message });
});

it("a driver's error is one that passes, a bug stays a bug", () => {
  const corrupt = Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
  expect(travelled(corrupt)).toMatchObject({
    code: 'store_unavailable',
    kind: 'operational',
    retryable: true,
  });
  const bug = travelled(new TypeError('x is not a function'));
  expect(bug).not.toBeInstanceOf(DroverError);
  expect(bug.message).toBe('x is not a function');
});
