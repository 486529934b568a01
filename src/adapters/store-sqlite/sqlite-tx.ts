import type { StoreTx } from '../../ports/store.ts';
import { batchTx } from './batch-rows.ts';
import type { Connection } from './connection.ts';
import { CoreTx } from './core-tx.ts';
import { deadLetterTx } from './dead-letter-rows.ts';
import { execTx } from './exec-rows.ts';
import { memoryTx } from './memory-rows.ts';
import { scheduleTx } from './schedule-rows.ts';
import { sessionTx } from './session-rows.ts';
import { upkeepTx } from './upkeep-rows.ts';
import { uploadTx } from './upload-rows.ts';

/**
 * The store's operations on SQLite. Methods are async by the port but finish at once: a command never leaves the
 * transaction's turn of the event loop.
 */
export function sqliteTx(
  connection: Connection,
  rememberedRuns?: number,
): StoreTx & Pick<CoreTx, 'rolledBack'> {
  const core = Object.assign(
    new CoreTx(connection, rememberedRuns),
    deadLetterTx(connection),
    batchTx(connection),
  );
  const more = Object.assign(core, upkeepTx(connection), memoryTx(connection), sessionTx(connection));
  return Object.assign(more, uploadTx(connection), scheduleTx(connection), execTx(connection));
}
