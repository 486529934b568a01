import { useRouter } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useShortcuts } from '../components/shortcuts.ts';
import { openPalette, setOverlay } from './palette-state.ts';
import { useMenuItems } from './use-menu.ts';

/** The keys that work on every page. */
export function useFrameKeys(): void {
  const router = useRouter();
  const items = useMenuItems();
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      if (
        event.key.toLowerCase() !== 'k' ||
        !(event.ctrlKey || event.metaKey) ||
        event.altKey ||
        event.shiftKey
      )
        return;
      event.preventDefault();
      openPalette();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
  const letters = items
    .flatMap(({ letter, path }) => (letter === undefined ? [] : [`${letter}${path}`]))
    .join();
  const keys = useMemo(() => {
    const go = letters
      .split(',')
      .filter((one) => one !== '')
      .map((one): [string, () => void] => {
        const path = one.slice(1);
        // The menu's paths are those of the table of routes.
        return [`g ${one.slice(0, 1)}`, () => void router.navigate({ to: path as '/' })];
      });
    return {
      ...Object.fromEntries(go),
      '?': () => setOverlay('keys'),
      '/': () => document.querySelector<HTMLElement>('[data-filter]')?.focus(),
      // Where a page lies under another, it marks the way back.
      Escape: () => document.querySelector<HTMLElement>('[data-back]')?.click(),
    };
  }, [letters, router]);
  useShortcuts(keys);
}
