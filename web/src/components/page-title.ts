/** The title of the page on the screen, which the phone's top bar shows. */
import { useSyncExternalStore } from 'react';

interface PageTitle {
  readonly title: string;
  readonly fact: React.ReactNode;
}

let current: PageTitle = { title: 'Drover', fact: null };
const listeners = new Set<() => void>();

export function setPageTitle(title: string, fact: React.ReactNode): void {
  if (current.title === title && current.fact === fact) return;
  current = { title, fact };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePageTitle(): PageTitle {
  return useSyncExternalStore(subscribe, () => current);
}
