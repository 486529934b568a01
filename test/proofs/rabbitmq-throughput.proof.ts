import { Connection } from 'rabbitmq-client';
import type { Proof, ProofResult } from '../../scripts/prove/proof.ts';
import { RabbitServer } from '../../scripts/services/rabbitmq.ts';
import { type HerdProcess, withHerd } from '../support/herd-process.ts';
import { until } from '../support/until.ts';

const probes = 40;

/** Runs over RabbitMQ beside the bare broker and beside the embedded one, in one go on the same machine. */
export const proof: Proof = {
  name: 'rabbitmq-throughput',
  run: async (short) => {
    const count = short ? 1_000 : 10_000;
    const rabbit = await RabbitServer.start();
    try {
      const raw = await bare(rabbit, count);
      const with_ = await withHerd(herdOptions({ DROVER_BROKER_URL: rabbit.url() }), (herd) =>
        drive(herd, count),
      );
      const without = await withHerd(herdOptions({}), (herd) => drive(herd, count));
      return report(count, raw, with_, without);
    } finally {
      await rabbit.remove();
    }
  },
};

interface Measured {
  readonly perSecond: number;
  /** Of one at a time, ms, ascending. */
  readonly latencies: readonly number[];
}

/** A flow inside the node's process, so that what is measured is the way there. */
function herdOptions(env: Readonly<Record<string, string>>) {
  return { flows: [{ kind: 'command', name: 'nothing', command: ['true'], limits: [] }], slots: 100, env };
}

/** Publish, confirm, consume, acknowledge: as many as the runs, many in flight; then one at a time. */
async function bare(rabbit: RabbitServer, count: number): Promise<Measured> {
  const connection = new Connection({ url: rabbit.url(), noDelay: true });
  const [publishing, consuming] = [await connection.acquire(), await connection.acquire()];
  await publishing.confirmSelect();
  await consuming.queueDeclare({ queue: 'bare', durable: true, arguments: { 'x-max-priority': 10 } });
  await consuming.basicQos({ prefetchCount: 256 });
  let consumed = 0;
  await consuming.basicConsume({ queue: 'bare' }, ({ deliveryTag }) => {
    consumed++;
    consuming.basicAck({ deliveryTag });
  });
  const send = (): Promise<void> =>
    publishing.basicPublish({ routingKey: 'bare', durable: true }, { run: 'x' });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: count }, send));
  await until('all consumed', () => consumed === count, 120_000, 1);
  const perSecond = count / ((performance.now() - startedAt) / 1000);
  const latencies: number[] = [];
  for (let n = 1; n <= probes; n++) {
    const at = performance.now();
    await send();
    await until('it is consumed', () => consumed === count + n, 10_000, 0);
    latencies.push(performance.now() - at);
  }
  connection.unsafeDestroy();
  return { perSecond, latencies: latencies.sort(ascending) };
}

/** Many runs at once, then one at a time: from its creation to its start. */
async function drive(herd: HerdProcess, count: number): Promise<Measured> {
  await herd.up();
  const startedAt = performance.now();
  await herd.submitAll(Array.from({ length: count }, () => ({ flow: 'nothing' })));
  await herd.allEnded(600_000);
  const perSecond = count / ((performance.now() - startedAt) / 1000);
  const latencies: number[] = [];
  for (let n = 0; n < probes; n++) {
    const { run } = await herd.client.submit({ flow: 'nothing' });
    const ended = await herd.ended(run.id, 30_000);
    latencies.push(Date.parse(ended.startedAt ?? '') - Date.parse(ended.createdAt));
  }
  return { perSecond, latencies: latencies.sort(ascending) };
}

function report(count: number, raw: Measured, with_: Measured, without: Measured): ProofResult {
  const at = ({ latencies }: Measured, share: number): string =>
    (latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN).toFixed(
      1,
    );
  const line = (name: string, measured: Measured): string =>
    `${name}: ${Math.round(measured.perSecond)}/s of ${count}; one at a time p50 ${at(measured, 0.5)} ms, p95 ${at(measured, 0.95)} ms`;
  return {
    ok: with_.latencies.length === probes,
    lines: [
      line('publish, confirm, consume, acknowledge on the bare broker', raw),
      line('runs over RabbitMQ, submitted to ended (a process each); from creation to start', with_),
      line('the same over the embedded broker', without),
      `so the broker's share of a start is about ${(Number(at(with_, 0.5)) - Number(at(without, 0.5))).toFixed(1)} ms; the rest of a run is its process, its result and its rows`,
    ],
  };
}

const ascending = (a: number, b: number): number => a - b;
