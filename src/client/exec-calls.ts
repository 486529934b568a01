/** The client's calls for the exec API, and for this server as an engine. */
import type { z } from 'zod';
import type { ExecFrame, execBodySchema, servedAnswerSchema, servedCreateSchema } from '../contract/exec.ts';
import type { Transport } from './call.ts';

type ServedAnswer = z.infer<typeof servedAnswerSchema>;

export interface ExecCalls {
  /** Has the engine execute a project, with the engine's token; resolves with the result, whatever its code. */
  exec(body: z.input<typeof execBodySchema>, engineToken: string, signal?: AbortSignal): Promise<ExecFrame>;
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
    execPing: () => transport.ask('/rpa/v1/ping'),
    createExecution: (body) =>
      transport.ask('/api/rpa-openapi/workflows/execute-async', { method: 'POST', body }),
    execution: (id) => transport.ask(`/api/rpa-openapi/executions/${encodeURIComponent(id)}`),
  };
}
