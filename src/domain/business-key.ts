import type { RunState } from '../contract/run-states.ts';
import type { OnDuplicate } from '../contract/submit.ts';

/** Who is at a business key now. */
export interface KeyOccupancy {
  /** The run that holds the key until it is final. */
  readonly holder: { readonly state: RunState; readonly cancelRequested: boolean } | null;
  /** The one run that may wait under it. */
  readonly waiter: { readonly state: RunState } | null;
}

/** What a submission with this business key does. */
export type DuplicateDecision =
  | { readonly action: 'hold' }
  | { readonly action: 'attach'; readonly to: 'holder' | 'waiter' }
  | { readonly action: 'wait' }
  /** Cancels holder and waiter, none of which is running, and takes the key. */
  | { readonly action: 'cancel-and-hold' }
  /** Asks the running holder's cancel, cancels the old waiter, and waits. */
  | { readonly action: 'cancel-and-wait' }
  | { readonly action: 'reject' };

/** Decides what a submission does at its business key. */
export function decideDuplicate(at: KeyOccupancy, mode: OnDuplicate): DuplicateDecision {
  if (at.holder === null) return { action: 'hold' };
  switch (mode) {
    case 'attach':
      if (!at.holder.cancelRequested) return { action: 'attach', to: 'holder' };
      return at.waiter === null ? { action: 'wait' } : { action: 'attach', to: 'waiter' };
    case 'queue':
      return at.waiter === null ? { action: 'wait' } : { action: 'attach', to: 'waiter' };
    case 'replace':
      return { action: at.holder.state === 'running' ? 'cancel-and-wait' : 'cancel-and-hold' };
    case 'reject':
      return { action: 'reject' };
  }
}
