import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finalStates, isFinal, runStates } from '../contract/run-states.ts';
import { onDuplicateModes } from '../contract/submit.ts';
import { decideDuplicate, type KeyOccupancy } from './business-key.ts';

const live = fc.constantFrom(...runStates.filter((state) => !isFinal(state)));
const holder = live.chain((state) =>
  fc.record({
    state: fc.constant(state),
    cancelRequested: state === 'running' ? fc.boolean() : fc.constant(false),
  }),
);
const waiter = fc.constantFrom('blocked', 'scheduled').map((state) => ({ state }) as const);
const occupied: fc.Arbitrary<KeyOccupancy> = fc.record({ holder, waiter: fc.option(waiter) });
const mode = fc.constantFrom(...onDuplicateModes);

describe('a business key that is taken', () => {
  it('never gets a second holder beside one that lives, nor a second waiter', () => {
    fc.assert(
      fc.property(occupied, mode, (at, onDuplicate) => {
        const { action } = decideDuplicate(at, onDuplicate);
        expect(action).not.toBe('hold');
        if (action === 'cancel-and-hold') expect(at.holder?.state).not.toBe('running');
        if (action === 'wait') expect(at.waiter).toBeNull();
      }),
    );
  });

  it('gives an existing run to attach to', () => {
    fc.assert(
      fc.property(occupied, mode, (at, onDuplicate) => {
        const decision = decideDuplicate(at, onDuplicate);
        if (decision.action === 'attach') expect(at[decision.to]).not.toBeNull();
      }),
    );
  });

  it('is free without a holder, whatever the mode', () => {
    fc.assert(
      fc.property(mode, (onDuplicate) => {
        expect(decideDuplicate({ holder: null, waiter: null }, onDuplicate)).toEqual({ action: 'hold' });
      }),
    );
  });

  it('decides by mode as the contract says', () => {
    const running = { state: 'running', cancelRequested: false } as const;
    const ending = { state: 'running', cancelRequested: true } as const;
    const queued = { state: 'queued', cancelRequested: false } as const;
    const waits = { state: 'blocked' } as const;
    const table = [
      ['attach', running, null, { action: 'attach', to: 'holder' }],
      ['attach', running, waits, { action: 'attach', to: 'holder' }],
      ['attach', ending, waits, { action: 'attach', to: 'waiter' }],
      ['attach', ending, null, { action: 'wait' }],
      ['queue', running, null, { action: 'wait' }],
      ['queue', running, waits, { action: 'attach', to: 'waiter' }],
      ['replace', running, waits, { action: 'cancel-and-wait' }],
      ['replace', queued, null, { action: 'cancel-and-hold' }],
      ['reject', queued, null, { action: 'reject' }],
    ] as const;
    for (const [onDuplicate, holds, waiting, expected] of table) {
      expect(decideDuplicate({ holder: holds, waiter: waiting }, onDuplicate)).toEqual(expected);
    }
    expect(finalStates).not.toContain(queued.state);
  });
});
