import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/frame-route.ts';

export interface RunFlowSearch {
  readonly flow?: string | undefined;
  /** `pdd:1001`; several are separated by commas. */
  readonly shop?: string | undefined;
  /** Id of a run whose parameters are taken over. */
  readonly like?: string | undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const runFlowRoute = createRoute({
  path: '/run',
  getParentRoute: () => frameRoute,
  validateSearch: (given: Readonly<Record<string, unknown>>): RunFlowSearch => {
    const [flow, shop, like] = [text(given['flow']), text(given['shop']), text(given['like'])];
    return {
      ...(flow === undefined ? {} : { flow }),
      ...(shop === undefined ? {} : { shop }),
      ...(like === undefined ? {} : { like }),
    };
  },
  component: lazyRouteComponent(() => import('./run-flow-page.tsx'), 'RunFlowPage'),
});
