import type { StoreTx } from '../../src/ports/store.ts';

/** Faults that the histories must catch; each breaks one guarantee at its border. */
export const sabotages = [
  'room leaks',
  'shop limit ignored',
  'business key ignored',
  'lease too short',
  'guard asleep',
  'kill ignored',
  'event skipped',
  'due time forgotten',
] as const;
export type Sabotage = (typeof sabotages)[number];

/**
 * A transaction that tells when a limit is exceeded (the moment at which room is taken is the one at which it can be),
 * and that is broken as the sabotage says.
 */
export function watchedTx(tx: StoreTx, kind: Sabotage | null, violated: (message: string) => void): StoreTx {
  const changed: Partial<StoreTx> = {
    hold: async (id, seq) => {
      await tx.hold(id, seq);
      const key = await tx.keyById(id);
      const held = await tx.heldCount(id);
      const room = key?.room ?? null;
      if (room !== null && held > room) violated(`limit ${key?.name}: ${held} hold room for ${room}`);
    },
    ...(kind === null ? {} : broken(tx, kind)),
  };
  return new Proxy(tx, {
    get: (target, name) => {
      const own: unknown = Reflect.get(changed, name);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name);
      // Methods need the real transaction as their `this`.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function broken(tx: StoreTx, kind: Sabotage): Partial<StoreTx> {
  switch (kind) {
    case 'room leaks':
      return {
        releaseAll: async (seq) => {
          const [first, ...rest] = await tx.releaseAll(seq);
          if (first === undefined) return rest;
          if (seq % 7 === 0) await tx.hold(first, seq);
          return [first, ...rest];
        },
      };
    case 'shop limit ignored':
      return {
        heldCount: async (key) =>
          (await tx.keyById(key))?.name.startsWith('shop:') === true ? 0 : tx.heldCount(key),
      };
    case 'business key ignored':
      return { businessKey: async () => undefined };
    case 'event skipped':
      return {
        appendEvent: async (seq, revision, at, event) =>
          seq % 5 === 0 && revision === 2 ? 0 : tx.appendEvent(seq, revision, at, event),
      };
    case 'due time forgotten':
      return { nextWakeAt: async () => null };
    default:
      return {};
  }
}
