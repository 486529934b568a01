import type { LogStream } from '../../src/contract/link.ts';
import type { ExecutionEvents } from '../../src/ports/executor.ts';

/** What an execution has said so far. */
export interface Heard {
  readonly log: [LogStream, string][];
  readonly steps: Parameters<ExecutionEvents['step']>[0][];
  readonly progress: [number, string | null][];
  /** Resolves with the first line that matches. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Ears for an execution, whose log has room as `logRoom` says; files that it sends are taken and forgotten. */
export function listen(logRoom: () => Promise<void> | null): {
  readonly heard: Heard;
  readonly events: ExecutionEvents;
} {
  let waiting: { pattern: RegExp; resolve: (match: RegExpExecArray) => void }[] = [];
  const heard: Heard = {
    log: [],
    steps: [],
    progress: [],
    line: (pattern) =>
      new Promise((resolve) => {
        for (const [, text] of heard.log) {
          const match = pattern.exec(text);
          if (match !== null) return resolve(match);
        }
        waiting = [...waiting, { pattern, resolve }];
      }),
  };
  const events: ExecutionEvents = {
    log: (stream, text) => {
      heard.log.push([stream, text]);
      for (const { pattern, resolve } of waiting) {
        const match = pattern.exec(text);
        if (match !== null) resolve(match);
      }
    },
    logRoom,
    step: (step) => heard.steps.push(step),
    progress: (value, note) => heard.progress.push([value, note]),
    artifact: (source) => source.close().then(() => ({ stored: true })),
  };
  return { heard, events };
}
