/**
 * What every store must do. An adapter calls `describeStoreContract` with a way to open a fresh, empty store; nothing
 * here knows which one it is. The parts are in files of their own.
 */
import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { storeCommandsContract } from './store-commands.ts';
import { storeHistoryContract } from './store-history.ts';
import { storeRecordsContract } from './store-records.ts';
import { storeRoomContract } from './store-room.ts';
import { storeRunsContract } from './store-runs.ts';
import { storeShopsContract } from './store-shops.ts';

/** A store that a test has to itself. */
export interface OpenStore {
  readonly store: Store;
  /** Opens the same data again after `store.close()`; null where nothing outlives the store. */
  readonly reopen: (() => Promise<Store>) | null;
  /** Removes what it left; called after `store.close()`. */
  remove(): Promise<void>;
}

/** Gives the tests of one part the store of the test that runs. */
export type StoreOfTest = () => OpenStore;

/** Declares the tests that a store adapter must pass. */
export function describeStoreContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`store contract: ${name}`, () => {
    let opened: OpenStore | null = null;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await opened?.store.close();
      await opened?.remove();
      opened = null;
    });
    const ofTest: StoreOfTest = () => {
      if (opened === null) throw new Error('no store is open outside of a test');
      return opened;
    };
    storeCommandsContract(ofTest);
    storeRunsContract(ofTest);
    storeRoomContract(ofTest);
    storeRecordsContract(ofTest);
    storeHistoryContract(ofTest);
    storeShopsContract(ofTest);
  });
}
