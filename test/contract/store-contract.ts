/**
 * What every store must do. An adapter calls `describeStoreContract` with a way to open a fresh, empty store; nothing
 * here knows which one it is. The parts are in files of their own.
 */
import { afterEach, beforeEach, describe } from 'vitest';
import type { OpenStore, StoreOfTest } from './open-store.ts';
import { storeCommandsContract } from './store-commands.ts';
import { storeDeadLettersContract } from './store-dead-letters.ts';
import { storeEventsContract } from './store-events.ts';
import { storeHistoryContract } from './store-history.ts';
import { storeMemoryContract } from './store-memory.ts';
import { storeRecordsContract } from './store-records.ts';
import { storeRoomContract } from './store-room.ts';
import { storeRunsContract } from './store-runs.ts';
import { storeSchedulesContract } from './store-schedules.ts';
import { storeShopsContract } from './store-shops.ts';
import { storeUpkeepContract } from './store-upkeep.ts';
import { storeUploadsContract } from './store-uploads.ts';

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
    storeEventsContract(ofTest);
    storeShopsContract(ofTest);
    storeDeadLettersContract(ofTest);
    storeUpkeepContract(ofTest);
    storeMemoryContract(ofTest);
    storeSchedulesContract(ofTest);
    storeUploadsContract(ofTest);
  });
}
