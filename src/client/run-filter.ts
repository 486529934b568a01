import type { RunState } from '../contract/run-states.ts';
import type { PageQuery } from './call.ts';

/** What runs are listed by; all that is given must hold. */
export interface RunFilter extends PageQuery {
  readonly state?: readonly RunState[];
  readonly flow?: string;
  readonly platform?: string;
  /** `1001`, or `pdd:1001` with its platform. */
  readonly shop?: string;
  readonly tag?: string;
  readonly code?: number;
  readonly batch?: string;
  /** ISO 8601; created at or after. */
  readonly from?: string;
  /** ISO 8601; created before. */
  readonly to?: string;
  readonly text?: string;
}
