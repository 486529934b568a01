/** A worker thread that answers history reads on a read-only connection, so that they never delay dispatch. */
import { parentPort, workerData } from 'node:worker_threads';
import { Connection } from './connection.ts';
import { faultOf, type HistoryFault } from './history-fault.ts';
import { sqliteHistory } from './sqlite-history.ts';

export interface HistoryRequest {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}
export interface HistoryAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: HistoryFault;
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
        port.postMessage({ id: request.id, error: faultOf(thrown) } satisfies HistoryAnswer);
      }
    })();
  });
}
