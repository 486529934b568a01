import { groupSignals } from '../node/process-tree/group-signals.ts';

/** What a person or a system asks of a process that runs until it is told to stop. */
export interface StopSignals {
  /** Resolves at the first INT, TERM or HUP (Ctrl-C, `kill`, a closed terminal). */
  readonly asked: Promise<void>;
  /** Whether `asked` has resolved. */
  readonly wasAsked: () => boolean;
  /** Aborted at the second one: who asks twice wants it quick. */
  readonly hurry: AbortSignal;
  /** How many INT and HUP, which reach the whole foreground group, have come so far. */
  readonly groupSignals: () => number;
  /** Gives the signals back to the system. */
  release(): void;
}

/** Listens for the signals that end this process; `ignored` ones do nothing to it. */
export function stopSignals(ignored: readonly NodeJS.Signals[] = []): StopSignals {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const hurry = new AbortController();
  let count = 0;
  let ofGroup = 0;
  const ofTheGroup = (): void => {
    ofGroup += 1;
  };
  const heard = (): void => {
    count++;
    if (count === 1) resolve();
    else hurry.abort();
  };
  const deaf = (): void => undefined;
  const all = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of groupSignals) process.on(signal, ofTheGroup);
  for (const signal of all) process.on(signal, ignored.includes(signal) ? deaf : heard);
  return {
    asked,
    wasAsked: () => count > 0,
    hurry: hurry.signal,
    groupSignals: () => ofGroup,
    release: () => {
      for (const signal of groupSignals) process.off(signal, ofTheGroup);
      for (const signal of all) process.off(signal, heard).off(signal, deaf);
    },
  };
}
