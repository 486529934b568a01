import type { NodeGuard } from '../../src/ports/node-guard.ts';

export interface FakeGuard extends NodeGuard {
  /** Every acknowledged renewal that it was told of. */
  readonly renewals: { readonly sentAt: number; readonly leaseSeconds: number }[];
  expire(): void;
  lose(): void;
}

/** A guard that does only what the test says. */
export function createFakeGuard(): FakeGuard {
  const expired: (() => void)[] = [];
  const unguarded: (() => void)[] = [];
  const renewals: { sentAt: number; leaseSeconds: number }[] = [];
  return {
    renewals,
    renewed: (sentAt, leaseSeconds) => void renewals.push({ sentAt, leaseSeconds }),
    onExpired: (listener) => void expired.push(listener),
    onUnguarded: (listener) => void unguarded.push(listener),
    expire: () => {
      for (const listener of expired) listener();
    },
    lose: () => {
      for (const listener of unguarded) listener();
    },
  };
}
