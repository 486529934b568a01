import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/frame-route.ts';

export const batchRoute = createRoute({
  path: '/batches/$id',
  getParentRoute: () => frameRoute,
  component: lazyRouteComponent(() => import('./batch-page.tsx'), 'BatchPage'),
});
