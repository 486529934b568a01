import type { LiveBus, LiveMessage } from '../../src/ports/live-bus.ts';

/** From now on each message comes twice, the second time at once or after the next one, as a bus may do it. */
export function repeatMessages(bus: LiveBus): void {
  const repeated = new WeakSet<LiveMessage>();
  let held: LiveMessage | null = null;
  let count = 0;
  bus.subscribe((message) => {
    if (repeated.has(message)) return;
    repeated.add(message);
    if (held !== null) bus.publish(held);
    held = message;
    count += 1;
    if (count % 2 === 0) bus.publish(message);
  });
}
