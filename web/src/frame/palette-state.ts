/** Which of the frame's overlays is open. */
import { useSyncExternalStore } from 'react';

type Overlay = 'palette' | 'keys' | null;
let open: Overlay = null;
const listeners = new Set<() => void>();

export function setOverlay(next: Overlay): void {
  open = next;
  for (const listener of listeners) listener();
}

export function openPalette(): void {
  setOverlay('palette');
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
