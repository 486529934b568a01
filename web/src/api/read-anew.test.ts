import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { readAnew } from './read-anew.ts';

/** A query whose answers come when they are given; `ends` resolves with the data that is this. */
function asked(queries: QueryClient) {
  const answers = Array.from({ length: 3 }, () => Promise.withResolvers<string>());
  const state = { reads: 0 };
  const observer = new QueryObserver(queries, {
    queryKey: ['runs', 'one', 'a'],
    queryFn: () => answers[state.reads++]?.promise ?? Promise.reject(new Error('asked too often')),
  });
  const heard = new Map<string, PromiseWithResolvers<void>>();
  const waiter = (data: string): PromiseWithResolvers<void> => {
    const known = heard.get(data) ?? Promise.withResolvers<void>();
    heard.set(data, known);
    return known;
  };
  const stop = observer.subscribe(({ data }) => {
    if (data !== undefined) waiter(data).resolve();
  });
  return {
    state,
    answer: (read: number, data: string) => answers[read]?.resolve(data),
    ends: (data: string) => waiter(data).promise,
    stop,
  };
}

it('what is being read for the first time while it changes is read once more', async () => {
  const queries = new QueryClient();
  const one = asked(queries);
  expect(one.state.reads).toBe(1);
  readAnew(queries, { queryKey: ['runs', 'one', 'a'] });
  one.answer(0, 'before');
  one.answer(1, 'after');
  await one.ends('after');
  expect(one.state.reads).toBe(2);
  one.stop();
  queries.clear();
});

it('so is what is being read again; it is not broken off, however often it changes meanwhile', async () => {
  const queries = new QueryClient();
  const one = asked(queries);
  one.answer(0, 'first');
  await one.ends('first');
  for (let n = 0; n < 3; n++) readAnew(queries, { predicate: ({ queryKey }) => queryKey[0] === 'runs' });
  expect(one.state.reads).toBe(2);
  one.answer(1, 'second');
  await one.ends('second');
  one.answer(2, 'third');
  await one.ends('third');
  expect(one.state.reads).toBe(3);
  one.stop();
  queries.clear();
});
