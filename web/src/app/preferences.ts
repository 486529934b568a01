/**
 * What a person chose on this device. Kept in localStorage; where that is not to be had, for as long as the page lives.
 * Each value is one word (or several with commas between them); the keys are read by public/first-paint.js too.
 */
import { useSyncExternalStore } from 'react';
import { firstLanguage } from '../words/first-language.model.ts';

const defaults = {
  theme: 'system',
  language: firstLanguage(navigator.languages),
  shortcuts: 'on',
  /** `server`: the server's zone; `device`: the browser's. */
  zone: 'server',
  menu: 'open',
  /** Columns of the list of runs, separated by commas; empty: the usual ones. */
  runColumns: '',
};
export type PreferenceName = keyof typeof defaults;

const chosen = new Map<PreferenceName, string>();
const listeners = new Set<() => void>();

function stored(name: PreferenceName): string | null {
  try {
    return localStorage.getItem(`drover.${name}`);
  } catch {
    return null;
  }
}

/** The value in force. */
export function preference(name: PreferenceName): string {
  const known = chosen.get(name);
  if (known !== undefined) return known;
  const value = stored(name) ?? defaults[name];
  chosen.set(name, value);
  return value;
}

/** Changes it, here and at the next start. */
export function choose(name: PreferenceName, value: string): void {
  chosen.set(name, value);
  try {
    localStorage.setItem(`drover.${name}`, value);
  } catch {
    // Holds until the page is closed.
  }
  for (const listener of listeners) listener();
}

/** Calls back after every change; returns what ends that. */
export function onPreference(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The value in force; renders again when it changes. */
export function usePreference(name: PreferenceName): string {
  return useSyncExternalStore(onPreference, () => preference(name));
}
