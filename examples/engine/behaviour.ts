/** How the stand-in engine behaves for one task, said in `params.engine` of the task; everything may be left out. */
export interface Behaviour {
  /** From the create until the task is over, ms. Default 2000; null: it is never over. */
  readonly takesMs?: number | null;
  /** Status while it is not over. Default PENDING. */
  readonly waiting?: string;
  /** Status when it is over. Default COMPLETED. */
  readonly final?: string;
  /** Default: code 0000, msg ok, and what the task was asked for as data. */
  readonly result?: unknown;
  readonly error?: unknown;
  /** The create's answer. */
  readonly create?: Answering;
  /** Answers to queries, one after the other, before the true ones. */
  readonly queries?: readonly Answering[];
}

/** An answer that is not the usual one. */
export interface Answering {
  /** HTTP status. Default 200. */
  readonly status?: number;
  /** Sent as it is where it is text, else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Before it is sent, ms. */
  readonly delayMs?: number;
  /** `hang`: never answered; `drop`: the connection is cut; `half`: cut within the answer. */
  readonly instead?: 'hang' | 'drop' | 'half';
}

/** Faults of the engine as a whole, whatever is asked; counted over all requests of the kind. */
export interface Faults {
  /** Every so many-th query is answered 500. */
  readonly failEach?: number;
  /** Every so many-th connection is cut before the answer; none is kept for another request. */
  readonly dropEach?: number;
}

/** What a task's parameters say; anything else counts as nothing said. */
export function behaviourOf(params: unknown): Behaviour {
  if (typeof params !== 'object' || params === null || !('engine' in params)) return {};
  const { engine } = params;
  // A script of our own making: what does not fit shows itself at once.
  return typeof engine === 'object' && engine !== null ? engine : {};
}
