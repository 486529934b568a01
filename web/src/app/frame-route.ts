import { createRoute, redirect } from '@tanstack/react-router';
import { ApiError } from '../../../src/client/index.ts';
import { queryClient } from '../api/query-client.ts';
import { sessionQuery } from '../api/session.ts';
import { Frame } from '../frame/frame.tsx';
import { rootRoute } from './root-route.ts';

/** What stands behind the sign-in: every page but that one is a child of this route. */
export const frameRoute = createRoute({
  id: 'frame',
  getParentRoute: () => rootRoute,
  component: Frame,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.query({ ...sessionQuery, staleTime: 'static' });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'unauthorized') throw error;
      const next = location.pathname === '/' && location.searchStr === '' ? undefined : location.href;
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- how TanStack Router leads elsewhere
      throw redirect({ to: '/sign-in', search: { next }, replace: true });
    }
  },
});
