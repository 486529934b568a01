import type { BatchTx } from '../../ports/batches.ts';
import type { DeadLetterTx } from '../../ports/dead-letters.ts';
import type { ExecTx } from '../../ports/exec.ts';
import type { MemoryTx } from '../../ports/memory.ts';
import type { ScheduleTx } from '../../ports/schedules.ts';
import type { SessionTx } from '../../ports/sessions.ts';
import type { UpkeepTx } from '../../ports/upkeep.ts';
import type { UploadTx } from '../../ports/uploads.ts';

/** What other files have of the store's operations. */
export type OtherTx = DeadLetterTx &
  BatchTx &
  UpkeepTx &
  MemoryTx &
  SessionTx &
  UploadTx &
  ScheduleTx &
  ExecTx;
