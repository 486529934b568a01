import { type ClientRequest, type IncomingHttpHeaders, request } from 'node:http';

/** An answer of the exec API as it came over the wire. */
export interface ExecAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Everything, comments too. */
  readonly text: string;
  /** What stands behind `data: `, one for each such line. */
  readonly frames: readonly string[];
  /** From the call to the headers, ms. */
  readonly firstByteMs: number;
  /** What came, piece by piece, with its instant, ms since epoch. */
  readonly pieces: readonly { readonly at: number; readonly text: string }[];
}

export interface ExecCallOptions {
  /** Default `Bearer caller-token-000`. */
  readonly authorization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  /** Called when the headers have come. */
  readonly onOpen?: (runId: string, call: ClientRequest) => void;
}

/** Calls the exec API and reads its answer to the end; rejects when the connection breaks. */
export function execCall(url: string, body: unknown, options: ExecCallOptions = {}): Promise<ExecAnswer> {
  const { authorization = 'Bearer caller-token-000', headers = {}, path = '/rpa/v1/exec' } = options;
  const { promise, resolve, reject } = Promise.withResolvers<ExecAnswer>();
  const began = performance.now();
  const call = request(
    url + path,
    {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json',
        ...(authorization === null ? {} : { authorization }),
        ...headers,
      },
    },
    (response) => {
      const firstByteMs = performance.now() - began;
      options.onOpen?.(String(response.headers['x-drover-run-id']), call);
      let text = '';
      const pieces: { at: number; text: string }[] = [];
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        pieces.push({ at: Date.now(), text: piece });
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          frames: [...text.matchAll(/^data: (.*)\r$/gm)].map((found) => found[1] ?? ''),
          firstByteMs,
          pieces,
        }),
      );
    },
  );
  call.on('error', reject);
  call.end(typeof body === 'string' ? body : JSON.stringify(body));
  return promise;
}
