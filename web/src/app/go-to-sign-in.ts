import { queryClient } from '../api/query-client.ts';
import { sessionQuery } from '../api/session.ts';
import { router } from './router.ts';

/** Forgets what was read, and leads to the sign-in, from where a person comes back to this page. */
export function goToSignIn(): void {
  const { pathname, href } = router.state.location;
  if (pathname === '/sign-in') return;
  queryClient.removeQueries({ queryKey: sessionQuery.queryKey });
  void router
    .navigate({ to: '/sign-in', search: { next: href }, replace: true })
    .then(() => queryClient.clear());
}
