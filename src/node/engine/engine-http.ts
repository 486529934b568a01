/**
 * Requests to engines: bounded in number, time and size, over connections that are kept for queries. What creates a task
 * never goes over a kept connection: one that the engine has just closed would leave open whether it arrived.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '../../ports/clock.ts';

/** Requests under way at once, of all tasks together; others wait their turn. */
const mostAtOnce = 128;
/** From the request's turn on, until its answer is whole, ms. */
const answerMs = 15_000;
/** Largest answer, bytes. */
export const maxAnswerBytes = 3 * 1024 * 1024;

/** What is asked of an engine. */
export interface EngineRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly token: string;
  readonly body?: string;
  /** Over a connection of its own. */
  readonly alone?: boolean;
}

export type EngineAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly text: string;
      /** Header `Retry-After` in ms; null: none that is understood. */
      readonly retryAfterMs: number | null;
    }
  /** `sent`: the engine may have got it. `message` names no address. */
  | { readonly kind: 'fault'; readonly sent: boolean; readonly message: string };

export class EngineHttp {
  readonly #clock: Clock;
  readonly #kept = { keepAlive: true, maxSockets: mostAtOnce, maxFreeSockets: 32, timeout: 30_000 } as const;
  readonly #http = new HttpAgent(this.#kept);
  readonly #https = new HttpsAgent(this.#kept);
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Never rejects. `signal` gives a request up that has not been answered. */
  async ask(request: EngineRequest, signal: AbortSignal): Promise<EngineAnswer> {
    if (this.#underWay >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#underWay += 1;
    try {
      if (signal.aborted) return { kind: 'fault', sent: false, message: 'it was given up' };
      return await this.#send(request, signal);
    } catch (error) {
      // Refused before anything was sent: a token that no header can hold.
      return { kind: 'fault', sent: false, message: wordsOf(error) };
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #send(
    { method, url, token, body, alone = false }: EngineRequest,
    signal: AbortSignal,
  ): Promise<EngineAnswer> {
    const { promise, resolve } = Promise.withResolvers<EngineAnswer>();
    const secure = url.startsWith('https:');
    const kept = secure ? this.#https : this.#http;
    let sent = false;
    const fault = (message: string): void => resolve({ kind: 'fault', sent, message });
    const asked = (secure ? httpsRequest : httpRequest)(
      url,
      {
        method,
        agent: alone ? false : kept,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          ...(alone ? { connection: 'close' } : {}),
        },
      },
      (response) => void readAnswer(response).then(resolve, (error: unknown) => fault(wordsOf(error))),
    );
    const give = (message: string) => (): void => {
      fault(message);
      asked.destroy();
    };
    const tooLate = this.#clock.timer(answerMs, give(`it did not answer within ${answerMs / 1000} s`));
    const givenUp = give('it was given up');
    signal.addEventListener('abort', givenUp);
    asked.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => (sent = true));
      else sent = true;
    });
    asked.on('error', (error) => fault(wordsOf(error)));
    asked.end(body);
    return promise.finally(() => {
      tooLate.cancel();
      signal.removeEventListener('abort', givenUp);
    });
  }
}

async function readAnswer(response: IncomingMessage): Promise<EngineAnswer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  // Without an encoding set, a response gives buffers.
  for await (const piece of response as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > maxAnswerBytes) {
      response.destroy();
      return { kind: 'fault', sent: true, message: `its answer is larger than ${maxAnswerBytes} bytes` };
    }
    pieces.push(piece);
  }
  return {
    kind: 'answer',
    status: response.statusCode ?? 0,
    text: Buffer.concat(pieces).toString('utf8'),
    retryAfterMs: retryAfterOf(response.headers['retry-after']),
  };
}

/** Seconds; a date is not looked at, since clocks differ. */
function retryAfterOf(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,6}$/.test(value.trim()) ? Number(value) * 1000 : null;
}

const faultWords: Readonly<Record<string, string>> = {
  ERR_INVALID_CHAR: 'the token has characters that no header can hold',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  ETIMEDOUT: 'it did not answer',
  EHOSTUNREACH: 'it could not be reached',
  ENETUNREACH: 'it could not be reached',
};

/** In words that name no address of ours or the engine's. */
function wordsOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return faultWords[code] ?? `the connection failed${code === '' ? '' : ` (${code})`}`;
}
