/** A worker thread that answers history reads on a read-only connection, so that they never delay dispatch. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Bilingual } from '../../contract/bilingual.ts';
import type { ErrorCode } from '../../contract/error-codes.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { Connection, translateError } from './connection.ts';
import { sqliteHistory } from './sqlite-history.ts';

export interface HistoryRequest {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}
export interface HistoryAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: {
    readonly message: string;
    /** Where it is no bug. */
    readonly refusal?: { readonly code: ErrorCode; readonly words: Bilingual };
  };
}

const port = parentPort;
if (port !== null) {
  // Given by history-client.
  const connection = new Connection(String((workerData as { path: string }).path), { readOnly: true });
  const history = sqliteHistory(connection);
  // Methods are called by name; the client's type is History itself.
  const methods = history as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>;
  port.on('message', (request: HistoryRequest) => {
    void (async () => {
      try {
        const value = await methods[request.method]?.(...request.args);
        port.postMessage({ id: request.id, value } satisfies HistoryAnswer);
      } catch (thrown) {
        const error = translateError(thrown);
        const message = error instanceof Error ? error.message : String(error);
        port.postMessage({
          id: request.id,
          error:
            error instanceof DroverError && error.words !== null
              ? { message, refusal: { code: error.code, words: error.words } }
              : { message },
        } satisfies HistoryAnswer);
      }
    })();
  });
}
