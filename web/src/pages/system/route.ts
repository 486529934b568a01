import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { frameRoute } from '../../app/frame-route.ts';

export const systemRoute = createRoute({
  path: '/system',
  getParentRoute: () => frameRoute,
  beforeLoad: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how TanStack Router leads elsewhere
    throw redirect({ to: '/system/$tab', params: { tab: 'health' }, replace: true });
  },
});

export const systemTabRoute = createRoute({
  path: '/system/$tab',
  getParentRoute: () => frameRoute,
  component: lazyRouteComponent(() => import('./system-page.tsx'), 'SystemPage'),
});
