/** One request as the client's parts ask for it. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absent values are left out; several are separated by commas. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly file?: { readonly type: string; readonly content: string | Uint8Array<ArrayBuffer> };
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** A status beside 2xx whose body is an answer, not an error. */
  readonly alsoAnswer?: number;
}

/** How the client's parts reach the server; both reject with `ApiError`. */
export interface Transport {
  /** The answer's JSON, in the form that the contract names. */
  ask<Answer>(path: string, call?: Call): Promise<Answer>;
  /** The answer with its body unread. */
  answer(path: string, call: Call): Promise<Response>;
}

/** One page of a list is asked for by these; absent: the server's default, from the start. */
export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}
