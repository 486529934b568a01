import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/frame-route.ts';
import type { DeadLetterSearch } from './dead-letters.model.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const deadLettersRoute = createRoute({
  path: '/dead-letters',
  getParentRoute: () => frameRoute,
  component: lazyRouteComponent(() => import('./dead-letters-page.tsx'), 'DeadLettersPage'),
  validateSearch: (search: Record<string, unknown>): DeadLetterSearch =>
    Object.fromEntries(
      (['state', 'group', 'flow', 'platform'] as const).flatMap((name) => {
        const value = text(search[name]);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
});
