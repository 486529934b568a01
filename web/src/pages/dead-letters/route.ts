import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/frame-route.ts';

/** What stands in the address. */
export interface DeadLetterSearch {
  /** Default `open`. */
  readonly state?: string;
  /** The cause that is looked at. */
  readonly group?: string;
  readonly flow?: string;
  readonly platform?: string;
}

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
