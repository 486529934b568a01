/** The client's calls for keys of `ctx.once`. */
import type { OnceKey, OnceKeyState, OnceSettleRequest } from '../contract/once.ts';
import type { PageOf } from '../contract/paging.ts';
import type { PageQuery, Transport } from './call.ts';

/** What keys are listed by; all that is given must hold. */
export interface OnceKeyFilter extends PageQuery {
  readonly state?: readonly OnceKeyState[];
  /** The whole key. */
  readonly key?: string;
  /** The run that began it. */
  readonly run?: string;
  /** ISO 8601; begun at or after, and before. */
  readonly from?: string;
  readonly to?: string;
}

export interface OnceCalls {
  /** Keys whose time is not over, the last begun first. */
  onceKeys(filter?: OnceKeyFilter): Promise<PageOf<OnceKey>>;
  /**
   * Says whether what an attempt left unknown has happened: `value` (default null) is what later attempts get; what has not
   * happened is done by the next attempt. Said twice alike, the first stands.
   */
  settleOnce(body: OnceSettleRequest): Promise<OnceKey>;
}

/** The calls, over a client's way to reach the server. */
export function onceCalls(transport: Transport): OnceCalls {
  return {
    onceKeys: (filter = {}) => transport.ask('/api/once', { query: { ...filter } }),
    settleOnce: async (body) =>
      (await transport.ask<{ once: OnceKey }>('/api/once/settle', { method: 'POST', body })).once,
  };
}
