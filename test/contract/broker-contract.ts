/** What every broker must do. An adapter calls `describeBrokerContract` with a way to open a fresh one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Broker, Delivery, WakeUp } from '../../src/ports/broker.ts';

export interface OpenBroker {
  readonly broker: Broker;
  /** Names its pools apart from those of other tests. */
  readonly prefix: string;
  /** Called after `broker.close()`. */
  remove(): Promise<void>;
}

/** What a broker does otherwise than the rest. */
export interface BrokerDifferences {
  /** Why it delivers in the order of publishing alone; absent: the most urgent come first. */
  readonly withoutPriority?: string;
}

/** Declares the tests that a broker adapter must pass. */
export function describeBrokerContract(
  name: string,
  open: () => Promise<OpenBroker>,
  { withoutPriority }: BrokerDifferences = {},
): void {
  describe(`broker contract: ${name}`, () => {
    let opened: OpenBroker;
    let broker: Broker;
    beforeEach(async () => {
      opened = await open();
      broker = opened.broker;
    });
    afterEach(async () => {
      await broker.close();
      await opened.remove();
    });

    const pool = (word = 'pool'): string => `${opened.prefix}${word}`;
    const wakeUp = (runId: string, priority = 5, word = 'pool'): WakeUp => ({
      pool: pool(word),
      runId,
      priority,
    });
    /** Consumes a pool; what comes is in `runs`, and stays unacknowledged until asked. */
    async function consume(prefetch: number, word = 'pool') {
      const deliveries: Delivery[] = [];
      const consumer = await broker.consume(
        pool(word),
        prefetch,
        (delivery) => void deliveries.push(delivery),
      );
      const runs = (): string[] => deliveries.map(({ wakeUp: { runId } }) => runId);
      return { consumer, deliveries, runs };
    }
    const until = (look: () => unknown, wanted: unknown) =>
      expect.poll(look, { timeout: 5000 }).toEqual(wanted);

    it('delivers what was published before and after the consumer came, whole', async () => {
      await broker.publish([wakeUp('before', 7)]);
      const { runs, deliveries } = await consume(10);
      await broker.publish([wakeUp('after', 3)]);
      await until(runs, ['before', 'after']);
      expect(deliveries.map((delivery) => delivery.wakeUp)).toEqual([
        wakeUp('before', 7),
        wakeUp('after', 3),
      ]);
    });

    it('delivers to a pool only what is for it', async () => {
      const [a, b] = [await consume(10, 'a'), await consume(10, 'b')];
      await broker.publish([wakeUp('for b', 5, 'b'), wakeUp('for a', 5, 'a')]);
      await until(a.runs, ['for a']);
      await until(b.runs, ['for b']);
    });

    it('delivers the most urgent first, and the older of equals', async ({ skip }) => {
      skip(withoutPriority !== undefined, withoutPriority);
      await broker.publish([wakeUp('5a'), wakeUp('1', 1), wakeUp('9', 9), wakeUp('5b'), wakeUp('0', 0)]);
      const { runs, deliveries } = await consume(1);
      for (let n = 1; n <= 5; n += 1) {
        await until(() => deliveries.length, n);
        deliveries.at(-1)?.ack();
      }
      expect(runs()).toEqual(['9', '5a', '5b', '1', '0']);
    });

    it('keeps at most `prefetch` unacknowledged with a consumer', async () => {
      const { runs, deliveries } = await consume(2);
      await broker.publish(['1', '2', '3', '4'].map((id) => wakeUp(id)));
      await until(runs, ['1', '2']);
      deliveries[1]?.ack();
      await until(runs, ['1', '2', '3']);
    });

    it('delivers again what was not handled, and never what was acknowledged', async () => {
      const { runs, deliveries } = await consume(1);
      await broker.publish([wakeUp('1')]);
      await until(runs, ['1']);
      deliveries[0]?.requeue();
      await until(runs, ['1', '1']);
      deliveries[1]?.ack();
      await broker.publish([wakeUp('2')]);
      await until(runs, ['1', '1', '2']);
    });

    it('counts an acknowledgement once', async () => {
      const { runs, deliveries } = await consume(1);
      await broker.publish(['1', '2', '3'].map((id) => wakeUp(id)));
      await until(runs, ['1']);
      deliveries[0]?.ack();
      deliveries[0]?.ack();
      deliveries[0]?.requeue();
      await until(runs, ['1', '2']);
      deliveries[1]?.ack();
      await until(runs, ['1', '2', '3']);
    });

    it('gives what a closed consumer had to others, and nothing more to it', async () => {
      const first = await consume(2);
      await broker.publish([wakeUp('1'), wakeUp('2')]);
      await until(first.runs, ['1', '2']);
      first.deliveries[0]?.ack();
      const second = await consume(10);
      await first.consumer.close();
      await broker.publish([wakeUp('3')]);
      await until(() => second.runs().toSorted(), ['2', '3']);
      expect(first.runs()).toEqual(['1', '2']);
    });

    it('shares a pool among its consumers', async () => {
      const [a, b] = [await consume(1), await consume(1)];
      await broker.publish([wakeUp('1'), wakeUp('2'), wakeUp('3')]);
      await until(() => [...a.runs(), ...b.runs()].toSorted(), ['1', '2']);
      expect([a.runs().length, b.runs().length]).toEqual([1, 1]);
    });

    it('delivers 20,000 to a consumer that acknowledges each at once, none twice', {
      timeout: 120_000,
    }, async () => {
      const seen: string[] = [];
      await broker.consume(pool(), 16, (delivery) => {
        seen.push(delivery.wakeUp.runId);
        delivery.ack();
      });
      const ids = Array.from({ length: 20_000 }, (_, n) => `${n}`);
      await broker.publish(ids.map((id) => wakeUp(id)));
      // As long as it takes, so long as it goes on.
      for (let before = -1; seen.length < ids.length; before = seen.length)
        await until(() => seen.length > before, true);
      expect(new Set(seen).size).toBe(ids.length);
    });

    it('publishes nothing without fault, and says that it is well', async () => {
      await broker.publish([]);
      expect(broker.health()).toMatchObject({ ok: true });
      expect(broker.health().detail).not.toBe('');
    });
  });
}
