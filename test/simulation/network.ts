/**
 * The simulated network: every batch takes its time, and may come late, twice, out of order or not at all; a connection
 * may break, or stay half-open so that one side goes on believing in it.
 */

import type { NodeBatch, ServerFrame } from '../../src/contract/link.ts';
import { arrivals } from '../../src/contract/link-sequence.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type {
  NodeConnection,
  NodeConnectionHandler,
  ServerConnection,
  ServerConnectionHandler,
} from '../../src/ports/link.ts';
import type { Chance } from './random.ts';

export interface NetworkFaults {
  /** Probabilities for one batch. */
  lost: number;
  duplicated: number;
  late: number;
  reordered: number;
}

export interface Wire {
  /** Both ends learn that it is broken. */
  break(): void;
  /** Nothing arrives any more, and nobody is told. */
  halfOpen(): void;
  readonly open: boolean;
}

interface Ends {
  readonly chance: Chance;
  readonly faults: NetworkFaults;
  readonly nodeClock: Clock;
  readonly serverClock: Clock;
  readonly onSend: () => boolean;
  readonly onServerSend: () => boolean;
}

/** Joins a node's handler to a server. `accept` is null when no server listens. */
export function wire(
  ends: Ends,
  node: ServerConnectionHandler,
  accept: ((connection: NodeConnection) => NodeConnectionHandler) | null,
): { connection: ServerConnection; wire: Wire } {
  const { chance, faults } = ends;
  let open = true;
  let deaf = false;
  let nodeTold = false;
  let lastToServer = 0;
  let lastToNode = 0;
  let server: NodeConnectionHandler | null = null;

  const delay = (after: number, now: number): number => {
    let ms = chance.int(0, 5);
    if (chance.happens(faults.late)) ms += chance.int(100, 4000);
    // A TCP connection keeps order, unless the history asks for more than TCP would ever do.
    return chance.happens(faults.reordered) ? ms : Math.max(ms, after - now);
  };
  const atNode = arrivals();
  const atServer = arrivals();
  let fromServer = 0;
  let fromNode = 0;
  const copies = (): number => (chance.happens(faults.lost) ? 0 : chance.happens(faults.duplicated) ? 2 : 1);

  const tellNode = (reason: string): void => {
    if (nodeTold) return;
    nodeTold = true;
    ends.nodeClock.timer(chance.int(0, 5), () => node.onClose(reason));
  };
  const breakBoth = (): void => {
    if (!open) return;
    open = false;
    tellNode('broken');
    ends.serverClock.timer(chance.int(0, 5), () => server?.onClose());
  };

  const serverSide: NodeConnection = {
    send: (frames: readonly ServerFrame[]) => {
      if (!open || deaf || !ends.onServerSend()) return;
      const text = JSON.stringify(frames);
      const i = ++fromServer;
      for (let left = copies(); left > 0; left--) {
        const ms = delay(lastToNode, ends.serverClock.uptimeMs());
        lastToNode = ends.serverClock.uptimeMs() + ms;
        ends.nodeClock.timer(ms, () => {
          if (!open || deaf) return;
          const order = atNode(i);
          if (order === 'next') node.onFrames(JSON.parse(text) as ServerFrame[]);
          else if (order === 'gap') breakBoth();
        });
      }
    },
    close: () => breakBoth(),
  };

  if (accept === null) {
    open = false;
    tellNode('refused');
  } else {
    ends.nodeClock.timer(chance.int(1, 10), () => {
      if (!open || deaf) return;
      server = accept(serverSide);
      node.onOpen();
    });
  }

  return {
    connection: {
      send: (batch: NodeBatch) => {
        if (!open || deaf || !ends.onSend()) return;
        const text = JSON.stringify(batch);
        const i = ++fromNode;
        for (let left = copies(); left > 0; left--) {
          const ms = delay(lastToServer, ends.nodeClock.uptimeMs());
          lastToServer = ends.nodeClock.uptimeMs() + ms;
          ends.serverClock.timer(ms, () => {
            if (!open || deaf) return;
            const order = atServer(i);
            if (order === 'next') server?.onBatch(JSON.parse(text) as NodeBatch);
            else if (order === 'gap') breakBoth();
          });
        }
      },
      close: () => {
        nodeTold = true;
        breakBoth();
      },
      buffered: () => 0,
    },
    wire: {
      break: breakBoth,
      halfOpen: () => {
        deaf = true;
      },
      get open() {
        return open && !deaf;
      },
    },
  };
}
