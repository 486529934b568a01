import { z } from 'zod';
import type { Output } from '../environment.ts';

/** What a background server tells the command that started it. */
export const fromBackgroundSchema = z.discriminatedUnion('kind', [
  /** It serves. */
  z.object({
    kind: z.literal('up'),
    url: z.string(),
    /** Told once: both are written nowhere. */
    signInUrl: z.string(),
    newAdminToken: z.string().nullable(),
  }),
  /** Its node is connected: what is submitted now starts. */
  z.object({ kind: z.literal('node') }),
]);
export type FromBackground = z.infer<typeof fromBackgroundSchema>;

/** Whoever started this process and waits to hear how it went. */
export interface Starter {
  tell(news: FromBackground): void;
}

/** The command that started this process in the background, which may be gone at any time. */
export function starterOfProcess(): Starter {
  // It need not live until everything is told.
  process.on('disconnect', () => undefined);
  process.channel?.unref();
  return {
    tell: (news) => {
      if (process.connected) process.send?.(news, undefined, {}, () => undefined);
    },
  };
}

/** An output whose lines go elsewhere: what a background server would print goes to its log. */
export interface SpokenOutput extends Output {
  /** Where lines go from now on; before that they are dropped. */
  to(hear: (line: string) => void): void;
}

export function spokenOutput(): SpokenOutput {
  let hear: (line: string) => void = () => undefined;
  return {
    terminal: false,
    colour: false,
    columns: 80,
    to: (next) => {
      hear = next;
    },
    write: (text) => {
      for (const line of text.split('\n')) if (line.trim() !== '') hear(line);
    },
  };
}
