import type { Channel } from 'rabbitmq-client';

/**
 * Lets a channel hand out every body as the bytes that came. The library parses bodies of the content types
 * `application/json` and `text/plain` unless they have an encoding, and what it parsed can't be told from what was sent:
 * a message that nobody understands is to be kept exactly. So such a body is given an encoding while the library looks at
 * it. `rabbitmq-adapter.test.ts` fails if a newer library does otherwise.
 */
export function keepRawBodies(channel: Channel): void {
  // Internal to the library, whose version is pinned.
  const inside = channel as unknown as {
    _onHeader(frame: { readonly fields: { contentType?: string; contentEncoding?: string } }): void;
  };
  const before = inside._onHeader.bind(channel);
  inside._onHeader = (frame) => {
    const { fields } = frame;
    if (fields.contentType !== undefined && fields.contentEncoding === undefined)
      fields.contentEncoding = asItCame;
    before(frame);
  };
}

/** The encoding that such a body is given; no sender's. */
export const asItCame = 'drover-as-it-came';
