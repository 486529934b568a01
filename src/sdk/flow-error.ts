import type { programErrorTypes } from '../contract/error-types.ts';

/** The error classes that Drover has rules for. */
export type FlowErrorType = (typeof programErrorTypes)[number];

/**
 * Ends the attempt with an error class: LOGIN_EXPIRED and CAPTCHA pause the shop, BUSINESS is not tried again, the others
 * follow the flow's `retry`. Any other error that a flow throws ends it as `EXIT`.
 */
export class FlowError extends Error {
  readonly type: FlowErrorType;

  constructor(type: FlowErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FlowError';
    this.type = type;
  }
}

/**
 * Thrown inside `ctx.once`: the side effect has certainly not happened, so a later attempt may try it. Any other error
 * leaves open whether it has.
 */
export class NotDone extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotDone';
  }
}

/** What `ctx` throws once the attempt is to end; `signal.reason` is the same. Let it pass. */
export class FlowStopped extends Error {
  /** A person's cancel, the time limit, or an orderly stop of the node. */
  readonly reason: 'cancel' | 'timeout' | 'stop';

  constructor(reason: 'cancel' | 'timeout' | 'stop') {
    super(`the run is to end: ${reason}`);
    this.name = 'FlowStopped';
    this.reason = reason;
  }
}
