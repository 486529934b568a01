/** The keys of console.md. Off while a person types, and where a person switched them off. */
import { useEffect } from 'react';
import { preference } from '../app/preferences.ts';

/** A key as it is pressed: `/`, `?`, `j`, or two in a row: `g o`. */
type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** How long the second of two keys may take, ms. */
const pairMs = 1_200;

function typing(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Whether something lies over the page, which then has the keys. */
function covered(): boolean {
  return document.querySelector('[role=dialog][aria-modal=true]:not([style*="display: none"])') !== null;
}

/** Listens for these keys while the component is on the screen. The object should stay the same between renders. */
export function useShortcuts(keys: Keys): void {
  useEffect(() => {
    let first = '';
    let firstAt = 0;
    const listener = (event: KeyboardEvent): void => {
      if (preference('shortcuts') === 'off' || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || covered()) return;
      const pair = event.timeStamp - firstAt < pairMs ? `${first} ${event.key}` : '';
      const action = keys[pair] ?? keys[event.key];
      first = event.key;
      firstAt = event.timeStamp;
      if (action === undefined) return;
      event.preventDefault();
      first = '';
      action(event);
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, [keys]);
}
