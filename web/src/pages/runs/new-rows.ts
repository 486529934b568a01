/**
 * Looks for rows that a list does not show yet, by reading the list's head: soon after it is told to, never more often than
 * every 2 s. They come in by themselves where they may, else they are offered. What was offered is not kept: runs change
 * while it waits, so it is read anew when it is taken.
 */
import type { PageOf } from '../../../../src/contract/paging.ts';
import type { Run } from '../../../../src/contract/run.ts';

/** The head is read at most this often, ms. */
const lookMs = 2_000;

export interface NewRows {
  /** How many wait; 0: none. */
  readonly count: number;
  /** There are more than were counted. */
  readonly more: boolean;
}

interface LookParts {
  readonly read: () => Promise<PageOf<Run>>;
  readonly pageSize: number;
  readonly known: () => ReadonlySet<string>;
  readonly mayTake: () => boolean;
  readonly put: (head: PageOf<Run>) => void;
  readonly offer: (rows: NewRows) => void;
}

export interface Look {
  /** There may be new rows. */
  soon(): void;
  /** Puts the new rows in. */
  take(): Promise<void>;
  stop(): void;
}

export function lookForRows({ read, pageSize, known, mayTake, put, offer }: LookParts): Look {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lookedAt = 0;
  let gone = false;
  /** Rises with every take: a look that began before it offers what is in already. */
  let takes = 0;
  const head = async (then: (head: PageOf<Run>) => void): Promise<void> => {
    try {
      const page = await read();
      if (!gone) then(page);
    } catch {
      // The live connection says that the server is away; the next event looks again, and what was offered still is.
    }
  };
  const look = async (): Promise<void> => {
    timer = undefined;
    lookedAt = performance.now();
    const before = takes;
    await head((page) => {
      const count = page.items.filter(({ id }) => !known().has(id)).length;
      if (count === 0 || before !== takes) return;
      if (mayTake()) put(page);
      else offer({ count, more: count === page.items.length && count === pageSize });
    });
  };
  return {
    soon: () => {
      timer ??= setTimeout(() => void look(), Math.max(100, lookMs - (performance.now() - lookedAt)));
    },
    take: () =>
      head((page) => {
        takes += 1;
        put(page);
      }),
    stop: () => {
      gone = true;
      clearTimeout(timer);
    },
  };
}
