import { type ClientRequest, request } from 'node:http';

/** Calls that are being opened at once. */
const atOnce = 50;

/** Many calls of an exec API at once, each of which should end with a result of its own. */
export class Streams {
  readonly #url: string;
  readonly #taskMs: number;
  readonly #calls = new Set<ClientRequest>();
  /** Whether each that ends is followed by another. */
  replacing = false;
  opened = 0;
  /** That ended as they should. */
  right = 0;
  /** What came instead, of the others. */
  readonly wrong: string[] = [];

  constructor(url: string, taskMs: number) {
    this.#url = url;
    this.#taskMs = taskMs;
  }

  get open(): number {
    return this.#calls.size;
  }

  /** Resolves when this many are open, each with its headers. */
  async openUpTo(count: number): Promise<void> {
    const openers = Array.from({ length: atOnce }, async () => {
      while (this.opened < count) await this.#open();
    });
    await Promise.all(openers);
  }

  /** Gives them up. */
  cut(): void {
    this.replacing = false;
    for (const call of this.#calls) call.destroy();
  }

  #open(): Promise<void> {
    const sid = `stream-${++this.opened}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    const call = request(`${this.#url}/rpa/v1/exec`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', authorization: 'Bearer of-the-engine' },
    });
    this.#calls.add(call);
    let over = false;
    const end = (text: string): void => {
      if (over) return;
      over = true;
      this.#calls.delete(call);
      resolve();
      const frames = [...text.matchAll(/^data: (.*)\r$/gm)].map(([, frame = '']) => frame);
      const good =
        frames.length === 1 && frames[0]?.startsWith('{"code":0,') && frames[0].includes(`"${sid}"`);
      if (good === true) this.right += 1;
      else this.wrong.push(text.slice(-200));
      if (this.replacing) void this.#open();
    };
    call.on('response', (response) => {
      resolve();
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        if (!piece.startsWith(': ping') || piece.includes('data:')) text += piece;
      });
      response.on('error', () => end(text));
      response.on('end', () => end(text));
    });
    call.on('error', (error) => end(String(error)));
    call.end(
      JSON.stringify({
        project_id: 'p',
        sid,
        params: { engine: { takesMs: this.#taskMs, result: ownResult } },
      }),
    );
    return promise;
  }
}

const ownResult = { code: '0000', msg: 'ok', data: { rows: 1 } };
