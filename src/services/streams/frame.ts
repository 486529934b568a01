import type { StreamPosition } from './position.ts';

/** An event as it is sent, with its place in the stream. */
export interface Frame {
  readonly position: StreamPosition;
  readonly id: string;
  readonly text: string;
}

/** The text of an event. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function sseText(id: string, event: string, data: unknown): string {
  // JSON holds no line break, so the data is one line.
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** An instant as it is sent; one that is none (a node's clock gone wild) stands as the epoch. */
export function sseInstant(at: number): string {
  return new Date(Math.abs(at) <= 8.64e15 ? at : 0).toISOString();
}
