import { fileURLToPath } from 'node:url';
import type { Proof, ProofResult } from '../../scripts/prove/proof.ts';
import { RabbitServer } from '../../scripts/services/rabbitmq.ts';
import { withHerd } from '../support/herd-process.ts';
import { type Carried, carried } from './rabbitmq-throughput/carried.ts';
import { measureBare } from './rabbitmq-throughput/measure-bare.ts';
import { measureHerd } from './rabbitmq-throughput/measure-herd.ts';
import { atShare, type Measured, medians } from './rabbitmq-throughput/measured.ts';

/** Flows inside the node's process, so that what is measured is the way there. */
const config = fileURLToPath(new URL('../../bench/drover.config.ts', import.meta.url));
const slots = 100;

/** Runs over RabbitMQ beside the bare broker and beside the embedded one, round by round on the same machine. */
export const proof: Proof = {
  name: 'rabbitmq-throughput',
  run: async (short) => {
    const sizes = short
      ? { rounds: 1, warmUp: 100, count: 500, probes: 20 }
      : { rounds: 3, warmUp: 2_500, count: 10_000, probes: 200 };
    const bare: Measured[] = [];
    const remote: Measured[] = [];
    const embedded: Measured[] = [];
    const messages: Carried[] = [];
    const herd = (env: Readonly<Record<string, string>>, broker: number | null): Promise<Measured> =>
      withHerd(
        {
          flows: [],
          env: { ...env, DROVER_CONFIG: config, DROVER_NODE_SLOTS: String(slots), LOG_LEVEL: 'warn' },
        },
        (one) => measureHerd(one, broker, sizes),
      );
    for (let round = 0; round < sizes.rounds; round++) {
      // A new broker each time: what it counts is this round's.
      const rabbit = await RabbitServer.start();
      try {
        const broker = rabbit.pid();
        bare.push(await measureBare(rabbit, sizes));
        remote.push(await herd({ DROVER_BROKER_URL: rabbit.url() }, broker));
        messages.push(await carried(rabbit, sizes.warmUp + sizes.count + sizes.probes));
        embedded.push(await herd({}, null));
      } finally {
        await rabbit.remove();
      }
    }
    return report(sizes, { bare, remote, embedded, messages });
  },
};

interface All {
  readonly bare: readonly Measured[];
  readonly remote: readonly Measured[];
  readonly embedded: readonly Measured[];
  readonly messages: readonly Carried[];
}

function report(
  { rounds, count, probes }: { readonly rounds: number; readonly count: number; readonly probes: number },
  { bare, remote, embedded, messages }: All,
): ProofResult {
  const line = (name: string, all: readonly Measured[]): string => {
    const { perSecond, latencies, processorUs } = medians(all);
    const parts = Object.entries(processorUs).map(([part, us]) => `${part} ${Math.round(us)} µs`);
    return `${name}: ${Math.round(perSecond)}/s; processor time of each: ${parts.join(', ')}; one at a time p50 ${atShare(latencies, 0.5).toFixed(2)} ms, p95 ${atShare(latencies, 0.95).toFixed(2)} ms`;
  };
  const [last] = messages.slice(-1);
  return {
    ok:
      messages.every(({ events }) => events > 0) &&
      [...remote, ...embedded].every(({ perSecond }) => perSecond > 0),
    lines: [
      `medians of ${rounds} rounds of ${count}, then ${probes} one at a time`,
      line('bare broker: persistent messages published, confirmed, consumed, acknowledged', bare),
      line(
        'runs over RabbitMQ: submitted to ended; from just before the submission to the first line',
        remote,
      ),
      line('the same over the embedded broker', embedded),
      `of each run RabbitMQ carried ${last?.events.toFixed(2)} events and ${last?.wakeUps.toFixed(2)} wake-ups`,
    ],
  };
}
