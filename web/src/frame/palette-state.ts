/** Which of the frame's overlays is open. */
import { useSyncExternalStore } from 'react';

type Overlay = 'palette' | 'keys' | null;
let open: Overlay = null;
const listeners = new Set<() => void>();

export function setOverlay(next: Overlay): void {
  open = next;
  if (next !== 'palette') earlyKeys();
  for (const listener of listeners) listener();
}

let early = '';

function keep(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Backspace') early = early.slice(0, -1);
  else if ([...event.key].length === 1) early += event.key;
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Opens the palette. What is typed before its field is there is kept for it, and does nothing on the page. */
export function openPalette(): void {
  if (open === 'palette') return;
  document.addEventListener('keydown', keep, true);
  setOverlay('palette');
}

/** What was typed since the palette was asked for; from now on its field has the keys. */
export function earlyKeys(): string {
  document.removeEventListener('keydown', keep, true);
  const typed = early;
  early = '';
  return typed;
}

export function useOverlay(): Overlay {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
