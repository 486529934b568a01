import { type LiveState, useLiveState } from '../api/live-state.ts';
import { useNow } from '../format/ticking.ts';

/** A loss is worth a word after this long, and a strip across the page after that. */
const wordMs = 3_000;
const stripMs = 30_000;

interface Connection extends LiveState {
  readonly shown: 'live' | 'connecting' | 'lost';
  /** The strip is due. */
  readonly strip: boolean;
  readonly lastedMs: number;
}

/** How the connection to the server stands, as people see it: short losses are nobody's business. */
export function useConnection(): Connection {
  const state = useLiveState();
  const now = useNow();
  const lastedMs = Math.max(0, now - state.since);
  const lost = state.connection !== 'live' && lastedMs >= wordMs;
  const shown =
    state.connection === 'live'
      ? 'live'
      : lost
        ? 'lost'
        : state.connection === 'lost'
          ? 'live'
          : 'connecting';
  return { ...state, shown, strip: state.connection !== 'live' && lastedMs >= stripMs, lastedMs };
}
