/** What every live bus must do. An adapter calls `describeLiveBusContract` with a way to open two ends of a fresh one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveBus, LiveMessage } from '../../src/ports/live-bus.ts';

export interface OpenLiveBus {
  readonly bus: LiveBus;
  /** The end of another server on the same bus; the same one where there is but one server. */
  readonly other: LiveBus;
  close(): Promise<void>;
}

/** Declares the tests that a live bus adapter must pass. */
export function describeLiveBusContract(name: string, open: () => Promise<OpenLiveBus>): void {
  describe(`live bus contract: ${name}`, () => {
    let opened: OpenLiveBus;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const log = (bytes: number): LiveMessage => ({ topic: 'log', runId: 'run-1', attempt: 1, bytes });
    const until = (look: () => unknown, wanted: unknown) =>
      expect.poll(look, { timeout: 5000 }).toEqual(wanted);

    it('carries each kind of message whole, in order, to every listener of both ends', async () => {
      const [here, there]: [LiveMessage[], LiveMessage[]] = [[], []];
      opened.bus.subscribe((message) => void here.push(message));
      opened.other.subscribe((message) => void there.push(message));
      const messages: LiveMessage[] = [
        {
          topic: 'run',
          runId: 'run-1',
          flow: 'sync',
          platform: 'pdd',
          shopId: null,
          seq: 7,
          revision: 3,
          at: 1_767_225_600_000,
          event: { kind: 'step', attempt: 1, phase: 'end', id: 's1', name: '登录', output: { ok: true } },
        },
        log(4096),
        { topic: 'node', nodeId: 'n1', state: 'gone' },
      ];
      for (const message of messages) opened.bus.publish(message);
      await until(() => here, messages);
      await until(() => there, messages);
    });

    it('calls a listener no more once it has been taken back, and goes on with the others', async () => {
      const [first, second]: [LiveMessage[], LiveMessage[]] = [[], []];
      const takeBack = opened.bus.subscribe((message) => void first.push(message));
      opened.bus.subscribe((message) => void second.push(message));
      opened.bus.publish(log(1));
      await until(() => second, [log(1)]);
      takeBack();
      takeBack();
      opened.bus.publish(log(2));
      await until(() => second, [log(1), log(2)]);
      expect(first).toEqual([log(1)]);
    });

    it('lets a listener take itself or another back, or come, while it is called', async () => {
      const seen: string[] = [];
      const takeBack = opened.bus.subscribe(() => {
        seen.push('once');
        takeBack();
        opened.bus.subscribe(() => void seen.push('late'));
      });
      opened.bus.subscribe(() => void seen.push('always'));
      opened.bus.publish(log(1));
      await until(() => seen.filter((word) => word === 'always').length, 1);
      opened.bus.publish(log(2));
      await until(() => seen.filter((word) => word === 'always').length, 2);
      expect(seen.filter((word) => word === 'once')).toHaveLength(1);
      expect(seen).toContain('late');
    });

    it('costs nothing without listeners', () => {
      expect(() => opened.bus.publish(log(1))).not.toThrow();
    });
  });
}
