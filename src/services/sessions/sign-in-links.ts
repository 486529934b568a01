import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';

/** How long a link can be used, ms. */
const linkMs = 10 * 60_000;
/** Links that are good at once; a new one takes the place of the oldest. */
const maxLinks = 20;

/** One-time words of sign-in links. In memory only: a restart makes all of them void. */
export interface SignInLinks {
  make(): { readonly word: string; readonly expiresAt: number };
  /** Whether this word opens a session; it does so once. */
  use(word: string): boolean;
}

export function createSignInLinks(clock: Clock): SignInLinks {
  /** When each ends, by its hash: looking one up by a hash tells nothing by its time. */
  const links = new Map<string, number>();
  const hashOf = (word: string): string => createHash('sha256').update(word).digest('base64url');
  return {
    make: () => {
      const word = randomBytes(24).toString('base64url');
      links.set(hashOf(word), clock.uptimeMs() + linkMs);
      const [oldest] = links.keys();
      if (links.size > maxLinks && oldest !== undefined) links.delete(oldest);
      return { word, expiresAt: clock.now() + linkMs };
    },
    use: (word) => {
      const hash = hashOf(word);
      const until = links.get(hash);
      links.delete(hash);
      return until !== undefined && clock.uptimeMs() < until;
    },
  };
}
