import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/frame-route.ts';

export interface RunSearch {
  /** Whose log is shown. */
  readonly attempt?: string | undefined;
  /** Number of a line of that log. */
  readonly line?: string | undefined;
}

const wholeNumber = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[1-9]\d{0,9}$/.test(value) ? value : undefined;

export const runRoute = createRoute({
  path: '/runs/$id',
  getParentRoute: () => frameRoute,
  validateSearch: (given: Readonly<Record<string, unknown>>): RunSearch => {
    const [attempt, line] = [wholeNumber(given['attempt']), wholeNumber(given['line'])];
    return { ...(attempt === undefined ? {} : { attempt }), ...(line === undefined ? {} : { line }) };
  },
  component: lazyRouteComponent(() => import('./run-page.tsx'), 'RunPage'),
});
