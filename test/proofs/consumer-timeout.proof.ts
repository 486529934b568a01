import { Connection } from 'rabbitmq-client';
import type { Proof, ProofResult } from '../../scripts/prove/proof.ts';
import { RabbitServer } from '../../scripts/services/rabbitmq.ts';
import { type HerdProcess, withHerd, workerFlow } from '../support/herd-process.ts';
import { until } from '../support/until.ts';

/**
 * RabbitMQ takes a message back, and closes the channel, when its consumer has not acknowledged it for 30 minutes. A run
 * of 40 minutes is to that as one of 80 s is to a time-out of 60 s: it must not be touched.
 */
export const proof: Proof = {
  name: 'consumer-timeout',
  run: async (short) => {
    const timeoutSeconds = short ? 4 : 60;
    const rabbit = await RabbitServer.start({
      config: [`consumer_timeout = ${timeoutSeconds * 1000}`],
      // How often a channel looks whether its consumers are late; else once a minute.
      advanced: [`{channel_tick_interval, ${short ? 500 : 5_000}}`],
    });
    try {
      const work = (timeoutSeconds * 4) / 3;
      const flows = [workerFlow('long', { work: short ? work * 2 : work })];
      const env = { DROVER_BROKER_URL: rabbit.url() };
      return await withHerd({ flows, env }, (herd) => workLong(herd, rabbit, timeoutSeconds));
    } finally {
      await rabbit.remove();
    }
  },
};

async function workLong(
  herd: HerdProcess,
  rabbit: RabbitServer,
  timeoutSeconds: number,
): Promise<ProofResult> {
  await herd.up();
  // The control: a consumer that acknowledges only when its work is done is cut off.
  const { promise: cutOff, resolve } = Promise.withResolvers<string>();
  const other = new Connection(rabbit.url());
  other.on('error', () => undefined);
  const channel = await other.acquire({ emitErrorsFromChannel: true });
  channel.on('error', (error: unknown) => resolve(String(error)));
  await channel.queueDeclare({ queue: 'control' });
  await channel.basicConsume({ queue: 'control' }, () => undefined);
  await channel.basicPublish({ routingKey: 'control' }, 'x');

  const [{ id } = { id: '' }] = await herd.submitAll([{ flow: 'long', platform: 'pdd', shopId: '1' }]);
  const run = await herd.ended(id, timeoutSeconds * 6_000);
  const control = await Promise.race([
    cutOff,
    until<string>('that the control is cut off', () => undefined, timeoutSeconds * 3_000).catch(() => ''),
  ]);
  other.unsafeDestroy();
  const seconds = (Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt ?? '')) / 1000;
  const ours = rabbit
    .logs()
    .split('\n')
    .filter((line) => line.includes('has timed out') || line.includes('timeout value'));
  const faults = [
    ...(run.state === 'succeeded' && run.attempt === 1
      ? []
      : [`the run is ${run.state} after ${run.attempt} attempts`]),
    ...(seconds > timeoutSeconds ? [] : [`it took ${seconds} s only`]),
    ...(herd.journal.starts().length === 1 ? [] : ['it was executed more than once']),
    ...(/timeout|PRECONDITION/i.test(control) ? [] : ['the control was not cut off: this shows nothing']),
    ...(ours.length <= 2 ? [] : ['other consumers than the control were cut off']),
  ];
  return {
    ok: faults.length === 0,
    lines: [
      `a run of ${seconds.toFixed(1)} s with a consumer time-out of ${timeoutSeconds} s: one attempt, one execution`,
      `a consumer that holds its message meanwhile is cut off: ${control.slice(0, 120)}`,
      ...faults,
    ],
  };
}
