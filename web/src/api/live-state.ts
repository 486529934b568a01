/** How the live connection stands, for everybody who shows it. */
import { useSyncExternalStore } from 'react';
import { serverNow } from '../format/server-clock.ts';

export interface LiveState {
  /** `lost` begins with the first sign; what a person sees of it waits (console.md: 3 s, 30 s). */
  readonly connection: 'connecting' | 'live' | 'lost';
  /** Since when, ms since epoch. */
  readonly since: number;
  /** How long ago the last event had happened when it arrived, ms; null: none came yet. */
  readonly behindMs: number | null;
}

let state: LiveState = { connection: 'connecting', since: serverNow(), behindMs: null };
const listeners = new Set<() => void>();

export function liveState(): LiveState {
  return state;
}

export function setConnection(connection: LiveState['connection']): void {
  if (state.connection === connection) return;
  state = { ...state, connection, since: serverNow() };
  for (const listener of listeners) listener();
}

export function setBehind(behindMs: number): void {
  const rounded = Math.max(0, Math.round(behindMs / 100) * 100);
  if (state.behindMs === rounded) return;
  state = { ...state, behindMs: rounded };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How the live connection stands; renders again when that changes. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, liveState);
}
