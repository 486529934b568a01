import { useSyncExternalStore } from 'react';

const queries = new Map<string, MediaQueryList>();

function mediaOf(query: string): MediaQueryList {
  const known = queries.get(query) ?? matchMedia(query);
  queries.set(query, known);
  return known;
}

/** Whether the media query holds; renders again when that changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = mediaOf(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => mediaOf(query).matches,
  );
}

/** Whether this is laid out for a phone: one column, tabs at the foot. The same width as in the style sheets. */
export function usePhone(): boolean {
  return useMedia('(max-width: 719px)');
}
