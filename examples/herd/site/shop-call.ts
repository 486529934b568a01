import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BackOffice } from './back-office.ts';

/** One call to a shop's API, after the path was matched. */
export interface ShopCall {
  readonly office: BackOffice;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What the path names after the call's own name, e.g. a message id; empty when nothing. */
  readonly id: string;
  /** The present moment, ms since the epoch. */
  readonly now: number;
}
