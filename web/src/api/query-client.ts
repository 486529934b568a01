import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../../../src/client/index.ts';

/** What is called when the server says that nobody is signed in. */
let onSignedOut: () => void = () => undefined;

export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** Nobody is signed in any more: forgets what was read and asks who is there. */
export function signedOut(): void {
  onSignedOut();
}

/** Whether asking again may help. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/**
 * The cache of what was read. Live events say when something is read again (api/live.ts), not the clock, but for nodes; and
 * a page that comes back into view reads what is older than 10 s.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (error instanceof ApiError && error.code === 'unauthorized' && query.queryKey[0] !== 'session')
        signedOut();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 5 * 60_000,
      // While the server is away, live.ts knows, and reads anew when it is back.
      networkMode: 'always',
      retry: (count, error) => mayPass(error) && count < 2,
      retryDelay: (count) => 500 * 2 ** count,
    },
    mutations: { networkMode: 'always' },
  },
});
