import { z } from 'zod';
import { until } from '../../support/until.ts';

const listSchema = z.array(z.object({ webSocketDebuggerUrl: z.string() }));
const answerSchema = z.object({
  id: z.number(),
  result: z.object({ usedSize: z.number().optional() }),
});
const startMs = 10_000;

/**
 * A Node process that was started with `--inspect-port=PORT`, looked into from outside: nothing of it knows. Source:
 * https://chromedevtools.github.io/devtools-protocol/
 */
export class Inspected implements Disposable {
  readonly #socket: WebSocket;
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async attach(pid: number, port: number): Promise<Inspected> {
    process.kill(pid, 'SIGUSR1');
    const list = await until(
      'an inspector',
      () =>
        fetch(`http://127.0.0.1:${port}/json/list`)
          .then((answer) => answer.json())
          .catch(() => undefined),
      startMs,
    );
    const [target] = listSchema.parse(list);
    if (target === undefined) throw new Error('the inspector has no target');
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener('error', () => reject(new Error('no connection')), { once: true });
    });
    return new Inspected(socket);
  }

  /** The heap in use after a collection, bytes. */
  async heapBytes(): Promise<number> {
    await this.#ask('HeapProfiler.collectGarbage');
    return (await this.#ask('Runtime.getHeapUsage')).usedSize ?? Number.NaN;
  }

  #ask(method: string): Promise<z.infer<typeof answerSchema>['result']> {
    const id = ++this.#asked;
    return new Promise((resolve) => {
      const hear = ({ data }: MessageEvent): void => {
        const read = answerSchema.safeParse(JSON.parse(String(data)));
        if (!read.success || read.data.id !== id) return;
        this.#socket.removeEventListener('message', hear);
        resolve(read.data.result);
      };
      this.#socket.addEventListener('message', hear);
      this.#socket.send(JSON.stringify({ id, method }));
    });
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
