import { expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import { checkParams } from './params-check.ts';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

it('parameters that are nested too deep are a fault of who gives them', () => {
  const flow = flowNamed('sync');
  expect(() => checkParams(flow, { a: nested(99) })).not.toThrow();
  for (const levels of [100, 10_000]) {
    expect(() => checkParams(flow, { a: nested(levels) })).toThrow(
      expect.objectContaining({
        kind: 'user',
        code: 'invalid_params',
        message: 'The parameters are nested deeper than 100 levels.',
      }),
    );
  }
});
