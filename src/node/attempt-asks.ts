import type { MemoedFrame, MemoFrame, OncedFrame, OnceFrame } from '../contract/attempt-memory.ts';
import type { NodeFrame } from '../contract/link.ts';
import type { AttemptMemory, OnceState } from '../ports/attempt-memory.ts';

/*
 * What one attempt asks the server to remember, until it is answered. A question is sent once on each connection, and
 * again when its answer is overdue; the server takes repeats for what they are.
 */

type AskFrame = MemoFrame | OnceFrame;

interface Ask {
  readonly frame: AskFrame;
  /** Uptime at which it was last sent on this connection. */
  sentAt: number | null;
  readonly answer: (frame: MemoedFrame | OncedFrame) => void;
}

export class AttemptAsks implements AttemptMemory {
  readonly #run: string;
  readonly #attempt: number;
  readonly #asked: () => void;
  /** Made with the first question. */
  #asks: Map<string, Ask> | null = null;

  /** `asked` is called when there is something to send. */
  constructor(run: string, attempt: number, asked: () => void) {
    this.#run = run;
    this.#attempt = attempt;
    this.#asked = asked;
  }

  memo(name: string, code: string, value: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const frame = { t: 'memo', run: this.#run, attempt: this.#attempt, name, code, value } as const;
      this.#ask(`memo ${name}`, frame, (answer) => {
        if (answer.t !== 'memoed' || answer.verdict === 'refused') reject(refused());
        else if (answer.verdict === 'full') reject(new Error('the steps of this run keep too much together'));
        else resolve();
      });
    });
  }

  onceBegin(key: string, ttlSeconds: number): Promise<OnceState> {
    return new Promise((resolve, reject) => {
      this.#once(key, 'begin', ttlSeconds, undefined, (answer) => {
        switch (answer.state) {
          case 'first':
            resolve({ state: 'first' });
            break;
          case 'done':
            resolve({ state: 'done', value: answer.value });
            break;
          case 'busy':
          case 'unknown':
            resolve({ state: answer.state, by: answer.by ?? 'another run' });
            break;
          case 'recorded':
          case 'refused':
            reject(refused());
        }
      });
    });
  }

  onceDone(key: string, ttlSeconds: number, value: unknown): Promise<void> {
    return this.#tell(key, 'done', ttlSeconds, value);
  }

  onceRelease(key: string, ttlSeconds: number): Promise<void> {
    return this.#tell(key, 'release', ttlSeconds, undefined);
  }

  /** Adds the questions that are to be sent now. */
  take(now: number, into: NodeFrame[]): void {
    if (this.#asks === null) return;
    for (const ask of this.#asks.values()) {
      if (ask.sentAt !== null) continue;
      ask.sentAt = now;
      into.push(ask.frame);
    }
  }

  /** Questions sent before that uptime are to be sent again; tells whether there are any. */
  rewind(before: number): boolean {
    if (this.#asks === null) return false;
    let found = false;
    for (const ask of this.#asks.values()) {
      if (ask.sentAt === null || ask.sentAt > before) continue;
      ask.sentAt = null;
      found = true;
    }
    return found;
  }

  answered(frame: MemoedFrame | OncedFrame): void {
    const id = frame.t === 'memoed' ? `memo ${frame.name}` : `${frame.phase} ${frame.key}`;
    const ask = this.#asks?.get(id);
    this.#asks?.delete(id);
    ask?.answer(frame);
  }

  #tell(key: string, phase: 'done' | 'release', ttlSeconds: number, value: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#once(key, phase, ttlSeconds, value, (answer) => {
        if (answer.state === 'recorded') resolve();
        else reject(refused());
      });
    });
  }

  #once(
    key: string,
    phase: OnceFrame['phase'],
    ttlSeconds: number,
    value: unknown,
    answer: (frame: OncedFrame) => void,
  ): void {
    const frame = {
      t: 'once',
      run: this.#run,
      attempt: this.#attempt,
      key,
      phase,
      ttlSeconds,
      value,
    } as const;
    this.#ask(`${phase} ${key}`, frame, (given) => {
      if (given.t === 'onced') answer(given);
    });
  }

  #ask(id: string, frame: AskFrame, answer: Ask['answer']): void {
    this.#asks ??= new Map();
    this.#asks.set(id, { frame, sentAt: null, answer });
    this.#asked();
  }
}

function refused(): Error {
  return new Error('the server no longer counts this attempt as running here');
}
