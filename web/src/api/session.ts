import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Session } from '../../../src/contract/session.ts';
import { followServerClock } from '../format/server-clock.ts';
import { client } from './client.ts';
import { queryKeys } from './query-keys.ts';

/** Who is signed in; read once, and again after signing in. */
export const sessionQuery = queryOptions({
  queryKey: queryKeys.session,
  queryFn: async () => {
    const askedAt = Date.now();
    const session = await client.session();
    followServerClock(Date.parse(session.now), askedAt, Date.now());
    return session;
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

const ranks = { node: 0, viewer: 1, operator: 2, admin: 3 } as const;

/** Who is signed in. Pages stand behind the sign-in, so there is somebody. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

/** Whether who is signed in may do what needs this role. */
export function useMay(role: 'viewer' | 'operator' | 'admin'): boolean {
  const session = useSession();
  return session !== undefined && ranks[session.role] >= ranks[role];
}
