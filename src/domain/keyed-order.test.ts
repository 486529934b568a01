import { expect, it } from 'vitest';
import { createKeyedOrder } from './keyed-order.ts';

it('does what has one key one after the other, also behind a failure, and other keys at once', async () => {
  const order = createKeyedOrder();
  const seen: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const first = order.after('a', async () => {
    await gate.promise;
    seen.push('first');
    throw new Error('failed');
  });
  const second = order.after('a', async () => seen.push('second'));
  await order.after('b', async () => seen.push('other'));
  expect(seen).toEqual(['other']);
  gate.resolve(undefined);
  await expect(first).rejects.toThrow('failed');
  expect(await second).toBe(3);
  expect(seen).toEqual(['other', 'first', 'second']);
});
