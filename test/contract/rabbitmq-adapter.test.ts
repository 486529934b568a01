// needs: rabbitmq-server
/** What only RabbitMQ can get wrong: its topology, what it returns and blocks, and what others publish to it. */
import { type Channel, Connection } from 'rabbitmq-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RabbitServer, rabbitStartMs } from '../../scripts/services/rabbitmq.ts';
import { openRabbitBroker, type RabbitBroker } from '../../src/adapters/broker-rabbitmq/rabbit-broker.ts';
import { systemClock } from '../../src/adapters/clock-system/system-clock.ts';
import { BrokerUnavailable } from '../../src/ports/broker.ts';
import type { TaskMessage } from '../../src/ports/task-exchange.ts';
import { createOutside } from '../../src/services/outside/outside.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { startTestServer } from '../support/test-server.ts';

let rabbit: RabbitServer;
let outside: Connection;
let channel: Channel;
let prefix: string;
let broker: RabbitBroker;
let count = 0;
const open = (): Promise<RabbitBroker> =>
  openRabbitBroker({ url: rabbit.url(), prefix, logger: silentLogger });
/** One that finds no management API. */
function openPlain(): Promise<RabbitBroker> {
  const url = new URL(rabbit.url());
  url.searchParams.set('management', 'off');
  return openRabbitBroker({ url: url.href, prefix, logger: silentLogger });
}

beforeAll(async () => {
  rabbit = await RabbitServer.start();
  outside = new Connection(rabbit.url());
  outside.on('error', () => undefined);
}, rabbitStartMs);
afterAll(async () => {
  outside.unsafeDestroy();
  await rabbit.remove();
});
beforeEach(async () => {
  prefix = `adapter${++count}`;
  broker = await open();
  channel = await outside.acquire({ emitErrorsFromChannel: true });
  channel.on('error', () => undefined);
});
afterEach(async () => {
  await channel.close();
  await broker.close();
});

const wake = (runId: string, pool = 'p') => ({ pool, runId, priority: 5 });
/** Takes tasks; each is acknowledged at once. */
async function tasks(): Promise<TaskMessage[]> {
  const taken: TaskMessage[] = [];
  await broker.takeTasks(
    (task) => {
      taken.push(task);
      task.ack();
    },
    async () => ['7'],
  );
  return taken;
}
const seen = (look: () => unknown) => expect.poll(look, { timeout: 10_000 });

describe('the topology', () => {
  it('is what contracts name, durable, and agrees with a producer that declares it itself', async () => {
    for (const [exchange, type] of [
      ['task', 'topic'],
      ['dispatch', 'direct'],
      ['dlx', 'direct'],
      ['event', 'topic'],
    ])
      await channel.exchangeDeclare({
        exchange: `${prefix}_${exchange}_exchange`,
        type: type ?? '',
        durable: true,
      });
    await broker.publish([wake('1')]);
    await channel.queueDeclare({ queue: `${prefix}_dead_queue`, durable: true });
    await channel.queueDeclare({
      queue: `${prefix}_dispatch.p`,
      durable: true,
      arguments: { 'x-max-priority': 10 },
    });
    expect(channel.active).toBe(true);
  });

  it('that exists otherwise is used as it is, and made as ours when it is gone', async () => {
    const other = `${prefix}other`;
    await channel.queueDeclare({ queue: `${other}_intake`, durable: true, arguments: { 'x-max-length': 9 } });
    const second = await openRabbitBroker({ url: rabbit.url(), prefix: other, logger: silentLogger });
    const taken: string[] = [];
    await second.takeTasks(
      (task) => {
        taken.push(task.routingKey);
        task.ack();
      },
      async () => [],
    );
    await channel.basicPublish({ exchange: `${other}_task_exchange`, routingKey: 'task.pdd.low' }, 'x');
    await seen(() => taken).toEqual(['task.pdd.low']);
    expect(second.health().ok).toBe(true);
    await channel.queueDelete({ queue: `${other}_intake` });
    await seen(async () => {
      await channel.basicPublish({ exchange: `${other}_task_exchange`, routingKey: 'task.pdd.low' }, 'x');
      return taken.length > 1;
    }).toBe(true);
    const ours = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': `${other}_intake_due` };
    await channel.queueDeclare({ queue: `${other}_intake`, durable: true, arguments: ours });
    await second.close();
  });

  it('is made anew while in use: a pool whose queue was deleted gets its wake-ups', async () => {
    await broker.publish([wake('1')]);
    await channel.queueDelete({ queue: `${prefix}_dispatch.p` });
    await broker.publish([wake('2')]);
    const { messageCount } = await channel.queueDeclare({ queue: `${prefix}_dispatch.p`, passive: true });
    expect(messageCount).toBe(1);
  });

  it('is consumed again after its queue was deleted and after the connection was closed', async () => {
    const got: string[] = [];
    await broker.consume('p', 5, (delivery) => {
      got.push(delivery.wakeUp.runId);
      delivery.ack();
    });
    await channel.queueDelete({ queue: `${prefix}_dispatch.p` });
    await broker.publish([wake('1')]);
    await seen(() => got).toEqual(['1']);
    const { promise: back, resolve } = Promise.withResolvers<void>();
    broker.onReconnect(resolve);
    await rabbit.closeConnections();
    await back;
    await broker.publish([wake('2')]);
    await seen(() => got).toEqual(['1', '2']);
  });

  it('of quorum queues carries wake-ups as well', async () => {
    const own = `${prefix}quorum`;
    const quorum = await openRabbitBroker({
      url: `${rabbit.url()}&queues=quorum`,
      prefix: own,
      logger: silentLogger,
    });
    const got: string[] = [];
    await quorum.consume('p', 5, (delivery) => {
      got.push(delivery.wakeUp.runId);
      delivery.ack();
    });
    await quorum.publish([wake('1'), wake('2')]);
    await seen(() => got).toEqual(['1', '2']);
    const types = await rabbit.ctl('list_queues', 'name', 'type');
    expect(types).toContain(`${own}_dispatch.p\tquorum`);
    expect(types).toContain(`${own}_intake\tquorum`);
    await quorum.close();
  });
});

describe('what others publish', () => {
  it('arrives as the bytes that were sent, whatever type it says it has', async () => {
    const taken = await tasks();
    const bodies = ['{"a":  1}', '[1', 'text', '\u{1F411}'].map((text) => Buffer.from(text));
    bodies.push(Buffer.from([0xff, 0x00, 0xfe]));
    const types = ['application/json', 'text/plain', undefined];
    const exchange = `${prefix}_task_exchange`;
    for (const body of bodies)
      for (const contentType of types)
        await channel.basicPublish(
          { exchange, routingKey: 'task.pdd.high', ...(contentType === undefined ? {} : { contentType }) },
          body,
        );
    await seen(() => taken.length).toBe(bodies.length * types.length);
    const sent = bodies.flatMap((body) => types.map((type) => `${type} ${body.toString('hex')}`));
    const got = taken.map(
      ({ body, properties }) => `${String(properties['contentType'])} ${Buffer.from(body).toString('hex')}`,
    );
    expect(got.toSorted()).toEqual(sent.toSorted());
    expect(taken.every(({ properties }) => properties['contentEncoding'] === undefined)).toBe(true);
  });

  it('and expires in the intake comes as expired, with the key and the time that it was sent with', async () => {
    const exchange = `${prefix}_task_exchange`;
    await channel.basicPublish({ exchange, routingKey: 'task.pdd.1001', expiration: '50' }, 'late');
    await seen(
      async () => (await channel.queueDeclare({ queue: `${prefix}_intake_due`, passive: true })).messageCount,
    ).toBe(1);
    const taken = await tasks();
    await channel.basicPublish({ exchange, routingKey: 'task.pdd.1002', expiration: '60000' }, 'early');
    await seen(() => taken.length).toBe(2);
    expect(taken.toSorted((a, b) => (a.expired ? -1 : 1) - (b.expired ? -1 : 1))).toMatchObject([
      { expired: true, expirationMs: 50, routingKey: 'task.pdd.1001', exchange },
      { expired: false, expirationMs: 60_000, routingKey: 'task.pdd.1002', exchange },
    ]);
  });

  it.each(['management API', 'declares alone'])(
    'to queues of its own is drained, those made later too, by %s',
    async (by) => {
      await broker.close();
      broker = by === 'declares alone' ? await openPlain() : await open();
      const queues = [`${prefix}_tasks_high`, 'single_shop_7'];
      for (const queue of queues) await channel.queueDeclare({ queue, durable: true });
      for (const queue of queues) await channel.basicPublish({ routingKey: queue }, queue);
      const taken = await tasks();
      await seen(() => taken.map(({ queue }) => queue).toSorted()).toEqual(queues.toSorted());
      await channel.queueDeclare({ queue: 'single_shop_late', durable: true });
      await channel.basicPublish({ routingKey: 'single_shop_late' }, 'x');
      broker.lookForShop('late');
      await seen(() => taken.at(-1)?.queue).toBe('single_shop_late');
      for (const queue of [...queues, 'single_shop_late']) await channel.queueDelete({ queue });
    },
  );

  it('and is not acknowledged comes again', async () => {
    const { promise: first, resolve } = Promise.withResolvers<TaskMessage>();
    await broker.takeTasks(resolve, async () => []);
    await channel.basicPublish({ exchange: `${prefix}_task_exchange`, routingKey: 'task.pdd.high' }, 'x');
    expect((await first).redelivered).toBe(false);
    await broker.close();
    broker = await open();
    const taken = await tasks();
    await seen(() => taken.map(({ redelivered }) => redelivered)).toEqual([true]);
  });
});

describe('what goes out', () => {
  it('is bound by its keys: copies of the dead for 7 days, events by platform and state', async () => {
    const { queue } = await channel.queueDeclare({ exclusive: true });
    await channel.queueBind({ queue, exchange: `${prefix}_event_exchange`, routingKey: 'run.pdd.*' });
    const event = (key: string) => ({ key, body: Buffer.from(key) });
    await broker.publishEvents(
      ['run.pdd.queued', 'run.temu.queued', 'run.pdd.failed', 'alarm.away'].map(event),
    );
    const keys = [
      (await channel.basicGet({ queue, noAck: true }))?.routingKey,
      (await channel.basicGet({ queue, noAck: true }))?.routingKey,
    ];
    expect(keys).toEqual(['run.pdd.queued', 'run.pdd.failed']);
    expect(await channel.basicGet({ queue, noAck: true })).toBeUndefined();
    await channel.queueDelete({ queue: `${prefix}_dead_queue` });
    await broker.publishDead([
      { body: Buffer.from('{"a":1}'), contentType: 'application/json', headers: {} },
    ]);
    const copy = await channel.basicGet({ queue: `${prefix}_dead_queue`, noAck: true });
    expect(copy).toMatchObject({ body: { a: 1 }, expiration: String(7 * 24 * 3600 * 1000), durable: true });
  });
});

describe('a broker in trouble', () => {
  it('that blocks publishers is said, also outside; it is used again when it takes them', async () => {
    await broker.publish([wake('1')]);
    const troubles: (string | undefined)[] = [];
    broker.onTrouble(() => troubles.push(broker.trouble()?.kind));
    const server = await startTestServer();
    const told = createOutside({
      ...{ exchange: broker, broker, dispatcher: server.dispatcher, store: server.store },
      ...{ clock: systemClock, liveBus: server.liveBus, logger: silentLogger, timezone: 'UTC' },
    });
    await told.start();
    const { queue } = await channel.queueDeclare({ exclusive: true });
    await channel.queueBind({ queue, exchange: `${prefix}_event_exchange`, routingKey: 'alarm.*' });
    await rabbit.block();
    const refused = await broker.publish([wake('2')]).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BrokerUnavailable);
    expect(broker.health()).toMatchObject({
      ok: false,
      detail: expect.stringContaining('takes no messages') as string,
    });
    await rabbit.unblock();
    await seen(() => broker.health().ok).toBe(true);
    await broker.publish([wake('3')]);
    expect(troubles[0]).toBe('blocked');
    expect(troubles.at(-1)).toBeUndefined();
    const heard: unknown[] = [];
    await seen(async () => {
      const message = await channel.basicGet({ queue, noAck: true });
      if (message !== undefined) heard.push([message.routingKey, message.body]);
      return heard.length;
    }).toBe(2);
    const alarm = { event: 'alarm', rule: 'blocked', queue: null };
    expect(heard).toMatchObject([
      ['alarm.blocked', { ...alarm, change: 'raised' }],
      ['alarm.blocked', { ...alarm, change: 'cleared' }],
    ]);
    await told.stop();
    await server.close();
  });

  it('reads its queues by management, and by declares without it', async () => {
    await broker.publish([wake('1'), wake('2')]);
    const lengths = async (of: RabbitBroker) => {
      const { source, queues } = await of.readQueues();
      return [source, queues.find(({ kind }) => kind === 'dispatch')?.ready];
    };
    await seen(() => lengths(broker)).toEqual(['management', 2]);
    const plain = await openPlain();
    await plain.publish([wake('3')]);
    await seen(() => lengths(plain)).toEqual(['declares', 3]);
    await plain.close();
  });
});
