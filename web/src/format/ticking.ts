/** The one timer for everything on the screen that says how long or how long ago. It rests while nobody looks. */
import { useSyncExternalStore } from 'react';
import { serverNow } from './server-clock.ts';

const listeners = new Set<() => void>();
let second = Math.floor(serverNow() / 1000);
let timer: ReturnType<typeof setTimeout> | undefined;

function tick(): void {
  const now = serverNow();
  second = Math.floor(now / 1000);
  for (const listener of listeners) listener();
  schedule();
}

function schedule(): void {
  clearTimeout(timer);
  timer = undefined;
  if (listeners.size === 0 || document.hidden) return;
  timer = setTimeout(tick, 1000 - (serverNow() % 1000) + 5);
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) schedule();
  else tick();
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    second = Math.floor(serverNow() / 1000);
    schedule();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) schedule();
  };
}

/** Now by the server's clock, ms since epoch, in steps of `stepSeconds`; renders again at each. */
export function useNow(stepSeconds = 1): number {
  const step = useSyncExternalStore(subscribe, () => Math.floor(second / stepSeconds));
  return step * stepSeconds * 1000;
}
