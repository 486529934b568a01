import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { RunFailed, type Values } from './drover-messages.ts';

/** A slow shop is waited for; the run's own time-out is what ends it. */
const callTimeoutMs = 660_000;

/** One page of a list, as the site gives it. */
export interface ShopPage<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

/**
 * One robot's connection to a shop's back office on the example site. All calls go through one kept connection: the
 * site's work session lives as long as it.
 */
export class ShopClient {
  readonly platform = required('DROVER_PLATFORM');
  readonly shopId = required('DROVER_SHOP_ID');
  readonly #base: string;
  readonly #connection = new Agent({ keepAlive: true, maxSockets: 1 });
  #token: string | undefined;

  constructor() {
    const site = (process.env.HERD_SITE_URL || 'http://127.0.0.1:4280').replace(/\/+$/, '');
    this.#base = `${site}/api/${encodeURIComponent(this.platform)}/${encodeURIComponent(this.shopId)}/`;
  }

  /** Signs in; returns the shop's name. */
  async signIn(): Promise<string> {
    const answer = await this.post<{ token: string; shop: { name: string } }>('login', {
      shopId: this.shopId,
      password: `herd-${this.shopId}`,
    });
    this.#token = answer.token;
    return answer.shop.name;
  }

  get<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
    return this.#call<T>('GET', `${path}?${new URLSearchParams(query).toString()}`);
  }

  post<T>(path: string, body: Values): Promise<T> {
    return this.#call<T>('POST', path, JSON.stringify(body));
  }

  close(): void {
    this.#connection.destroy();
  }

  /** Throws `RunFailed` for every answer but a 2xx. The site's answers are trusted to have the shape `T`. */
  async #call<T>(method: 'GET' | 'POST', path: string, body?: string): Promise<T> {
    const { status, answer } = await this.#exchange(method, path, body).catch((error: unknown) => {
      throw new RunFailed(
        'TRANSIENT',
        `the back office does not answer: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    if (status < 300) return answer as T;
    throw refused(status, answer);
  }

  #exchange(method: string, path: string, body?: string): Promise<{ status: number; answer: Values }> {
    return new Promise((resolve, reject) => {
      const call = request(
        new URL(path, this.#base),
        {
          method,
          agent: this.#connection,
          timeout: callTimeoutMs,
          headers: {
            'content-type': 'application/json',
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
            ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
          },
        },
        (response) => {
          text(response).then(
            (content) => resolve({ status: response.statusCode ?? 0, answer: parse(content) }),
            reject,
          );
        },
      );
      call.once('timeout', () => call.destroy(new Error(`no answer within ${callTimeoutMs / 1000} s`)));
      call.once('error', reject);
      call.end(body);
    });
  }
}

function refused(status: number, answer: Values): RunFailed {
  const message = typeof answer.message === 'string' ? answer.message : `the back office answered ${status}`;
  if (answer.code === 'LOGIN_EXPIRED') return new RunFailed('LOGIN_EXPIRED', message);
  // A session that the site no longer knows (it was restarted) is made anew by the next attempt.
  if (status >= 500 || answer.code === 'NOT_SIGNED_IN')
    return new RunFailed('TRANSIENT', `${status}: ${message}`);
  return new RunFailed('BUSINESS', `${status}: ${message}`);
}

function parse(content: string): Values {
  try {
    const answer: unknown = JSON.parse(content);
    return typeof answer === 'object' && answer !== null ? { ...answer } : {};
  } catch {
    return {};
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new RunFailed('BUSINESS', `${name} is not set: this flow works in a shop`);
  return value;
}
