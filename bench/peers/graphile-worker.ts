import { peerModule } from './peer-module.ts';

/** What is used of graphile-worker 0.18. Source: https://worker.graphile.org/docs */
interface GraphileWorker {
  readonly run: (options: {
    readonly connectionString: string;
    readonly preset: {
      readonly worker: {
        readonly concurrentJobs: number;
        readonly localQueue: { readonly size: number };
        readonly completeJobBatchDelay: number;
        readonly failJobBatchDelay: number;
      };
    };
    readonly logger: unknown;
    readonly taskList: Readonly<Record<string, (payload: unknown) => Promise<void>>>;
  }) => Promise<GraphileRunner>;
  readonly makeWorkerUtils: (options: {
    readonly connectionString: string;
    readonly logger: unknown;
  }) => Promise<GraphileUtils>;
  readonly Logger: new (factory: () => (level: string, message: string) => void) => unknown;
}

export interface GraphileRunner {
  stop(): Promise<void>;
  readonly promise: Promise<void>;
}

export interface GraphileUtils {
  migrate(): Promise<void>;
  addJob(task: string, payload: unknown): Promise<unknown>;
  addJobs(jobs: readonly { readonly identifier: string; readonly payload: unknown }[]): Promise<unknown>;
  withPgClient<T>(
    use: (client: { query(sql: string): Promise<{ readonly rows: readonly unknown[] }> }) => Promise<T>,
  ): Promise<T>;
  release(): Promise<void>;
}

export async function loadGraphileWorker(): Promise<GraphileWorker> {
  return (await peerModule('graphile-worker')) as GraphileWorker;
}
