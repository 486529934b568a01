import { createRouter } from '@tanstack/react-router';
import { PageLoading } from '../components/page-states.tsx';
import { routeTree } from './routes.ts';
import { parseSearch, searchText } from './search-text.model.ts';

/** The console lies where its `<base>` says. */
const basepath = new URL(document.baseURI).pathname.replace(/\/+$/, '') || '/';

export const router = createRouter({
  routeTree,
  basepath,
  parseSearch,
  stringifySearch: searchText,
  defaultPreload: 'intent',
  defaultPendingComponent: PageLoading,
  defaultPendingMs: 150,
  scrollRestoration: true,
  // The sheet scrolls, not the window.
  scrollToTopSelectors: ['#page'],
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
