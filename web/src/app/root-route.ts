import { createRootRoute } from '@tanstack/react-router';
import { NotFound, PageFault } from './page-fault.tsx';

export const rootRoute = createRootRoute({
  notFoundComponent: NotFound,
  errorComponent: PageFault,
});
