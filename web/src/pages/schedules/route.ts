import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/frame-route.ts';
import { newScheduleSearch, planSearch, scheduleSearch, schedulesSearch } from './schedules-search.model.ts';

export const schedulesRoute = createRoute({
  path: '/schedules',
  getParentRoute: () => frameRoute,
  validateSearch: schedulesSearch,
  component: lazyRouteComponent(() => import('./schedules-page.tsx'), 'SchedulesPage'),
});

export const scheduleRoute = createRoute({
  path: '/schedules/$id',
  getParentRoute: () => frameRoute,
  validateSearch: scheduleSearch,
  component: lazyRouteComponent(() => import('./schedule-page.tsx'), 'SchedulePage'),
});

export const newScheduleRoute = createRoute({
  path: '/schedules/new',
  getParentRoute: () => frameRoute,
  validateSearch: newScheduleSearch,
  component: lazyRouteComponent(() => import('./editor-page.tsx'), 'NewSchedulePage'),
});

export const editScheduleRoute = createRoute({
  path: '/schedules/$id/edit',
  getParentRoute: () => frameRoute,
  component: lazyRouteComponent(() => import('./editor-page.tsx'), 'EditSchedulePage'),
});

export const planRoute = createRoute({
  path: '/schedules/plan',
  getParentRoute: () => frameRoute,
  validateSearch: planSearch,
  component: lazyRouteComponent(() => import('./plan-page.tsx'), 'PlanPage'),
});
