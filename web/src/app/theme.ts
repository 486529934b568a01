import { useSyncExternalStore } from 'react';
import { onPreference, preference } from './preferences.ts';

const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark now: as chosen, or as the system is. */
function isDark(): boolean {
  const theme = preference('theme');
  return theme === 'dark' || (theme !== 'light' && systemDark.matches);
}

function onTheme(listener: () => void): () => void {
  const off = onPreference(listener);
  systemDark.addEventListener('change', listener);
  return () => {
    off();
    systemDark.removeEventListener('change', listener);
  };
}

/** Keeps the document's theme as chosen from now on. */
export function followTheme(): void {
  const root = document.documentElement;
  const apply = (): void => {
    const theme = isDark() ? 'dark' : 'light';
    if (root.dataset['theme'] === theme) return;
    // All colours at once: what fades under the pointer would show the old theme's for a while (base.css).
    root.dataset['switching'] = '';
    root.dataset['theme'] = theme;
    // Asking for a size applies the styles.
    void root.offsetHeight;
    delete root.dataset['switching'];
  };
  apply();
  onTheme(apply);
}

/** Whether the page is dark now; renders again when that changes. */
export function useDark(): boolean {
  return useSyncExternalStore(onTheme, isDark);
}
