import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/frame-route.ts';
import { runsSearch } from './runs-search.model.ts';

export const runsRoute = createRoute({
  path: '/runs',
  getParentRoute: () => frameRoute,
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'RunsPage'),
});
