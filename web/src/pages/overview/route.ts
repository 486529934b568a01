import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/frame-route.ts';

export const overviewRoute = createRoute({
  path: '/',
  getParentRoute: () => frameRoute,
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
});
