import type { Store } from '../../src/ports/store.ts';

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
