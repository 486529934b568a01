/**
 * The histories find faults: each sabotage breaks the system in one place, and some seed must tell.
 *
 *   room leaks             a released limit key stays held now and then (store: releaseAll)
 *   shop limit ignored     a shop's key never looks full (store: heldCount)
 *   business key ignored   a business key never shows its holder (store: businessKey)
 *   event skipped          now and then a state change writes no event (store: appendEvent)
 *   due time forgotten     the timers are never told what is due next (store: nextWakeAt)
 *   lease too short        the server gives a node up before the node gives itself up (link: welcome)
 *   guard asleep           the guard of a stopped node does not kill at the end of its lease (node: guard)
 *   kill ignored           a program that is told to die does not (node: executor)
 */
import { describe, expect, it } from 'vitest';
import { Violation } from './invariants.ts';
import { runHistory } from './run-history.ts';
import { sabotages } from './sabotage.ts';

/** Seeds tried before a sabotage counts as not found. */
const tries = 400;

describe('a fault put into the code is found by some history', () => {
  for (const sabotage of sabotages) {
    it(sabotage, { timeout: 60_000 }, async () => {
      let found: Violation | null = null;
      for (let seed = 1; seed <= tries && found === null; seed++) {
        try {
          await runHistory(seed, { sabotage });
        } catch (error) {
          if (!(error instanceof Violation)) throw error;
          found = error;
        }
      }
      expect(found?.message).toMatch(/^seed \d+, step \d+: /);
    });
  }
});
