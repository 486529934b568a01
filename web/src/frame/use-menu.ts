import { useQuery } from '@tanstack/react-query';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { client } from '../api/client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { hasPath } from '../app/has-path.ts';
import { type MenuItem, menuItems } from './menu-items.ts';

/** The menu's places, as far as their pages exist. */
export function useMenuItems(): readonly MenuItem[] {
  const { routesByPath } = useRouter();
  return menuItems.filter(({ path }) => hasPath(routesByPath, path));
}

/** Key of the menu's place that the address belongs to. */
export function useCurrentItem(): string | undefined {
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  return menuItems.find(({ path }) =>
    path === '/' ? pathname === '/' : `${pathname}/`.startsWith(`${path}/`),
  )?.key;
}

/** How much waits for a person, by the menu's keys. */
export function useMenuCounts(): Readonly<Record<string, number>> {
  const { data } = useQuery({ queryKey: queryKeys.system, queryFn: () => client.system() });
  return { 'dead-letters': data?.deadLetters.open ?? 0 };
}
