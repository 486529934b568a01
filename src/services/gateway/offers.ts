/** What a node offers can change while it is connected: its configuration was edited. */
import type { OfferFrame } from '../../contract/link.ts';
import type { KeyRecord } from '../../domain/records.ts';
import type { LiveBus } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { changeOffer } from '../dispatch/node-sessions.ts';
import type { Claims } from './claims.ts';
import type { Session } from './session.ts';

export interface OffersParts {
  readonly dispatcher: Dispatcher;
  readonly claims: Pick<Claims, 'between' | 'consume'>;
  readonly logger: Logger;
  readonly liveBus: LiveBus;
  /** All requirement classes that there are. */
  readonly classes: () => readonly KeyRecord[];
}

/**
 * Records the offer and acknowledges it, between two claims: what was started by the old offer has been sent before the
 * acknowledgement, and no claim after it goes by the old one. Unacknowledged, the node repeats it.
 */
export async function takeOffer(parts: OffersParts, session: Session, frame: OfferFrame): Promise<void> {
  const { dispatcher, claims, logger } = parts;
  await claims.between(session, async () => {
    try {
      const current = await dispatcher.command((work) =>
        changeOffer(work, session.nodeId, session.id, frame),
      );
      if (!current) return;
    } catch (error) {
      logger.error({ node: session.nodeId, error }, 'an offer could not be recorded');
      return;
    }
    session.reoffer(frame, parts.classes());
    claims.consume(session.pools);
    session.send([{ t: 'offered', n: frame.n }]);
    logger.info(
      { node: session.nodeId, slots: frame.slots, flows: frame.flows.length },
      'node offers something else',
    );
    parts.liveBus.publish({ topic: 'node', nodeId: session.nodeId, state: 'connected' });
  });
}
