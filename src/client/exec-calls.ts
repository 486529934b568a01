/** The client's calls for the exec API, and for this server as an engine. */
import type { z } from 'zod';
import type {
  ExecEvent,
  ExecFrame,
  execBodySchema,
  servedAnswerSchema,
  servedCreateSchema,
} from '../contract/exec.ts';
import type { Transport } from './call.ts';
import { type EventStreamOptions, eventStream } from './event-stream.ts';

type ServedAnswer = z.infer<typeof servedAnswerSchema>;

export interface ExecCalls {
  /** Has the engine execute a project, with the engine's token; resolves with the result, whatever its code. */
  exec(body: z.input<typeof execBodySchema>, engineToken: string, signal?: AbortSignal): Promise<ExecFrame>;
  /**
   * The same with what happens meanwhile, the result last (`message`). A connection that breaks is made again and goes on
   * exactly where it was; give a `sid`, so that one that breaks before its first event meets its run again.
   */
  execEvents(
    body: z.input<typeof execBodySchema>,
    engineToken: string,
    options?: EventStreamOptions,
  ): AsyncGenerator<ExecEvent, void, undefined>;
  /** `pong` */
  execPing(): Promise<string>;
  /** Executes a flow as a project; `data.executionId` is the run. */
  createExecution(body: z.input<typeof servedCreateSchema>): Promise<ServedAnswer>;
  execution(id: string): Promise<ServedAnswer>;
}

/** The calls, over a client's way to reach the server. */
export function execCalls(transport: Transport): ExecCalls {
  return {
    exec: async (body, engineToken, signal) => {
      const response = await transport.answer('/rpa/v1/exec', {
        method: 'POST',
        body,
        headers: { authorization: engineToken },
        signal,
      });
      const [, frame] = /^data: (.*)$/m.exec(await response.text()) ?? [];
      if (frame === undefined)
        throw new Error('the stream ended without a result: ask again with the same sid');
      // The contract names its members.
      return JSON.parse(frame.trimEnd()) as ExecFrame;
    },
    async *execEvents(body, engineToken, options = {}) {
      const open = (lastId: string | null, signal: AbortSignal): Promise<Response> =>
        transport.answer('/rpa/v1/exec', {
          method: 'POST',
          query: { progress: 1 },
          body,
          headers: {
            authorization: engineToken,
            ...(lastId === null ? {} : { 'last-event-id': lastId }),
          },
          signal,
        });
      for await (const { id, event, data } of eventStream(open, options, (one) => one.event === 'message')) {
        const told: unknown = JSON.parse(data);
        // The contract names the form of each event's data; the server's own tests hold it to that.
        yield { id, event, data: told } as ExecEvent;
      }
    },
    execPing: () => transport.ask('/rpa/v1/ping'),
    createExecution: (body) =>
      transport.ask('/api/rpa-openapi/workflows/execute-async', { method: 'POST', body }),
    execution: (id) => transport.ask(`/api/rpa-openapi/executions/${encodeURIComponent(id)}`),
  };
}
