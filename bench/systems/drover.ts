import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { DroverProcess } from '../drover/drover-process.ts';
import { serverCalls } from '../drover/server-calls.ts';
import { freePort } from '../services/free-port.ts';
import { batchesOf, type OpenOptions, type OpenSystem, type Span, type System, wallMs } from '../system.ts';

/** Drover as on one machine: SQLite, embedded broker, one local node with inline flows; every commit synced, all history kept. */
export const drover: System = { name: 'drover', open };

async function open({ folder, concurrency, profiles }: OpenOptions): Promise<OpenSystem> {
  const cleanup = new AsyncDisposableStack();
  try {
    const port = await freePort();
    const path = join(folder, 'drover.db');
    const token = 'bench-administrator-token-of-one-turn';
    const environment = {
      DROVER_DATA: folder,
      DROVER_DB_URL: `sqlite:${path}`,
      DROVER_CONFIG: new URL('../drover.config.ts', import.meta.url).pathname,
      DROVER_HOST: '127.0.0.1',
      DROVER_PORT: String(port),
      DROVER_ADMIN_TOKEN: token,
      DROVER_NODE_SLOTS: String(concurrency),
      LOG_LEVEL: 'warn',
    };
    const calls = serverCalls(`http://127.0.0.1:${port}`, token);
    const pids: number[] = [];
    for (const command of ['server', 'node'] as const) {
      const program = new DroverProcess(command, environment, profiles);
      cleanup.defer(() => program.stop());
      pids.push(program.pid);
      await Promise.race([
        command === 'server' ? calls.untilReady() : calls.untilNodeConnected(),
        program.failed,
      ]);
    }
    await calls.drain(true);
    // Looked at from outside: what it reads is committed, and the server spends nothing on the question.
    const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    cleanup.defer(() => database.close());
    const live = database.prepare('SELECT 1 FROM run WHERE bucket IS NOT NULL LIMIT 1');
    const lastRun = database.prepare('SELECT max(seq) AS seq FROM run');
    const summary = database.prepare(
      `SELECT min(started_at) AS first_start, count(*) FILTER (WHERE state = 'succeeded') AS succeeded FROM run WHERE seq > ?`,
    );
    const outputs = database.prepare(
      `SELECT output FROM run WHERE flow = 'stamp' AND state = 'succeeded' AND seq > ? ORDER BY seq`,
    );
    let after = 0;
    let waiting = 0;
    return {
      enqueue: async (jobs) => {
        after = Number(lastRun.get()?.['seq'] ?? 0);
        waiting = jobs;
        for (const size of batchesOf(jobs)) await calls.submitMany('noop', size);
      },
      drain: async (): Promise<Span> => {
        await calls.drain(false);
        while (live.get() !== undefined) await delay(2);
        const lastFinishAt = wallMs();
        await calls.drain(true);
        const { first_start: firstStart, succeeded } = summary.get(after) ?? {};
        if (succeeded !== waiting) throw new Error(`${String(succeeded)} of ${waiting} runs succeeded`);
        after = Number(lastRun.get()?.['seq'] ?? 0);
        return { firstStartAt: Number(firstStart), lastFinishAt };
      },
      serve: () => calls.drain(false),
      submit: (submittedAt) => calls.submit('stamp', { submittedAt }),
      startDelays: async (count) => {
        const until = performance.now() + 10_000;
        for (;;) {
          const rows = outputs.all(after);
          if (rows.length >= count) {
            after = Number(lastRun.get()?.['seq'] ?? 0);
            // What the flow `stamp` of this bench returns.
            return rows.map((row) => (JSON.parse(String(row['output'])) as { lateMs: number }).lateMs);
          }
          if (performance.now() > until) throw new Error(`${rows.length} of ${count} runs have ended`);
          await delay(50);
        }
      },
      pids,
      close: () => cleanup.disposeAsync(),
    };
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}
