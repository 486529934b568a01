import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { readAnewUnder } from './read-anew.ts';

it('what is being read for the first time while it changes is read once more', async () => {
  const queries = new QueryClient();
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  let asked = 0;
  const observer = new QueryObserver(queries, {
    queryKey: ['runs', 'one', 'a'],
    queryFn: () => answers[asked++]?.promise ?? Promise.reject(new Error('asked too often')),
  });
  const second = Promise.withResolvers<void>();
  const stop = observer.subscribe(({ data }) => {
    if (data === 'after') second.resolve();
  });
  expect(asked).toBe(1);
  readAnewUnder(queries, ['runs', 'one', 'a']);
  answers[0]?.resolve('before');
  answers[1]?.resolve('after');
  await second.promise;
  expect(asked).toBe(2);
  stop();
  queries.clear();
});
