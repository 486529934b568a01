import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Clock } from '../../ports/clock.ts';

/** Failed tries that one address has at once, and how long it takes to get one back, ms. */
const perAddress = { tries: 10, backMs: 6_000 };
/** The same for all addresses together: guessing from many places is no quicker. */
const together = { tries: 100, backMs: 600 };
/** Addresses remembered; the ones that failed longest ago are forgotten. */
const remembered = 10_000;

interface Bucket {
  left: number;
  at: number;
}

/** Slows guessing down: failed sign-ins by address and in all. Who succeeds costs nothing. */
export interface SignInLimit {
  /** Throws `rate_limited` when no try is left. */
  check(address: string): void;
  failed(address: string): void;
}

export function createSignInLimit(clock: Clock): SignInLimit {
  const buckets = new Map<string, Bucket>();
  const all: Bucket = { left: together.tries, at: clock.uptimeMs() };

  const filled = (bucket: Bucket, { tries, backMs }: typeof perAddress): Bucket => {
    const now = clock.uptimeMs();
    bucket.left = Math.min(tries, bucket.left + (now - bucket.at) / backMs);
    bucket.at = now;
    return bucket;
  };

  return {
    check: (address) => {
      const bucket = buckets.get(address);
      const own = bucket === undefined ? perAddress.tries : filled(bucket, perAddress).left;
      if (own >= 1 && filled(all, together).left >= 1) return;
      const waitMs = own < 1 ? (1 - own) * perAddress.backMs : (1 - all.left) * together.backMs;
      const seconds = Math.max(1, Math.ceil(waitMs / 1000));
      throw new DroverError(
        'rate_limited',
        said('sign_ins_failed', {
          span: seconds === 1 ? said('one_second') : said('some_seconds', { count: seconds }),
        }),
        { details: { retryAfterSeconds: seconds } },
      );
    },
    failed: (address) => {
      const bucket = filled(
        buckets.get(address) ?? { left: perAddress.tries, at: clock.uptimeMs() },
        perAddress,
      );
      bucket.left--;
      filled(all, together).left--;
      buckets.delete(address);
      buckets.set(address, bucket);
      if (buckets.size <= remembered) return;
      const [oldest] = buckets.keys();
      if (oldest !== undefined) buckets.delete(oldest);
    },
  };
}
