import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/frame-route.ts';

export const nodesRoute = createRoute({
  path: '/nodes',
  getParentRoute: () => frameRoute,
  component: lazyRouteComponent(() => import('./nodes-page.tsx'), 'NodesPage'),
});

export const queuesRoute = createRoute({
  path: '/queues',
  getParentRoute: () => frameRoute,
  component: lazyRouteComponent(() => import('./queues-page.tsx'), 'QueuesPage'),
});
