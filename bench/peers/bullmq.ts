import { peerModule } from './peer-module.ts';

/** What is used of BullMQ 6.7. Source: https://api.docs.bullmq.io */
interface BullMq {
  readonly Queue: new (name: string, options: { readonly connection: RedisAddress }) => BullQueue;
  readonly Worker: new (
    name: string,
    process: (job: { readonly name: string; readonly data: unknown }) => Promise<unknown>,
    options: { readonly connection: RedisAddress; readonly concurrency: number; readonly autorun: boolean },
  ) => BullWorker;
}

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

export interface BullQueue {
  add(name: string, data: unknown): Promise<unknown>;
  addBulk(jobs: readonly { readonly name: string; readonly data: unknown }[]): Promise<unknown>;
  close(): Promise<void>;
}

export interface BullWorker {
  on(event: 'completed', listener: () => void): void;
  on(event: 'failed' | 'error', listener: (...details: unknown[]) => void): void;
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

export async function loadBullMq(): Promise<BullMq> {
  return (await peerModule('bullmq')) as BullMq;
}
