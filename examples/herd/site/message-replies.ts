import type { HerdMessage } from './seeded-messages.ts';

/** A customer's question with what was answered. */
export interface AnsweredMessage extends HerdMessage {
  /** The first reply; null while the customer waits. */
  readonly reply: string | null;
  /** How often a reply was sent; the customer sees the first only, but a second one means double work. */
  readonly replies: number;
}

/** The customer messages of one shop. Replying is idempotent by message id. */
export class MessageReplies {
  readonly #messages: readonly HerdMessage[];
  readonly #replies = new Map<string, { text: string; count: number }>();

  constructor(messages: readonly HerdMessage[]) {
    this.#messages = messages;
  }

  list(): AnsweredMessage[] {
    return this.#messages.map((message) => this.#answered(message));
  }

  /** Records a reply; of several only the first counts. Undefined when there is no such message. */
  reply(messageId: string, text: string): AnsweredMessage | undefined {
    const message = this.#messages.find((candidate) => candidate.messageId === messageId);
    if (message === undefined) return undefined;
    const before = this.#replies.get(messageId);
    this.#replies.set(messageId, { text: before?.text ?? text, count: (before?.count ?? 0) + 1 });
    return this.#answered(message);
  }

  counts(): ReplyCounts {
    const counts = [...this.#replies.values()].map((reply) => reply.count);
    return {
      messages: this.#messages.length,
      answered: counts.length,
      repeated: counts.reduce((sum, count) => sum + count - 1, 0),
    };
  }

  #answered(message: HerdMessage): AnsweredMessage {
    const reply = this.#replies.get(message.messageId);
    return { ...message, reply: reply?.text ?? null, replies: reply?.count ?? 0 };
  }
}

export interface ReplyCounts {
  readonly messages: number;
  readonly answered: number;
  /** Replies beyond the first of a message. */
  readonly repeated: number;
}
