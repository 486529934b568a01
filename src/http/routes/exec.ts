import { z } from 'zod';
import { type ExecFault, execBodySchema, execFaultsSchema, execQuerySchema } from '../../contract/exec.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { readExecRequest } from '../../domain/exec-request.ts';
import type { OpenedExec } from '../../services/exec/exec.ts';
import { problemsOf } from '../api-answers.ts';
import { admitExec } from '../exec-admission.ts';
import { createExecReply } from '../exec-reply.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

const execAnswers: Record<string, unknown> = {
  200: {
    description: 'Server-Sent Events: comments while it runs, then one frame with the result',
    content: { 'text/event-stream': { schema: z.string() } },
  },
  422: execFaultsSchema.describe('What is wrong with the request'),
  ...problemsOf(['bad_request', 'unauthorized', 'forbidden', 'body_too_large']),
};

/** `POST /rpa/v1/exec`: has a project executed by the engine and streams the result. */
export function exec(app: HttpApp, parts: RouteParts): void {
  const { exec: service, execPingMs } = parts.services;
  const streams = createExecReply(parts, service, execPingMs);
  void app.register(async (scope: HttpApp) => {
    scope.removeAllContentTypeParsers();
    // Read here, since what is wrong with it is told in words of its own.
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    scope.route({
      method: 'POST',
      url: '/rpa/v1/exec',
      config: { role: 'open', ownFaults: true },
      schema: {
        summary: 'Execute a project of the engine',
        description:
          'The header `Authorization` holds the token of the engine. Who calls from elsewhere than DROVER_EXEC_ALLOW sends a token of this server as `X-Drover-Token`.',
        tags: ['exec'],
        security: [],
        querystring: execQuerySchema,
        body: execBodySchema,
        response: execAnswers,
      },
      // The schemas describe; the checks are the original's.
      validatorCompiler: () => (value: unknown) => ({ value }),
      preParsing: async (request) => admitExec(request, parts.services),
      handler: async (request, reply) => {
        const bytes: unknown = request.body;
        const text = Buffer.isBuffer(bytes) ? textOf(bytes) : '';
        const { authorization } = request.headers;
        const read = readExecRequest(authorization, request.headers['content-type'], text);
        if (!read.ok) return reply.code(422).send({ detail: read.faults });
        const opened = await opening(() => service.open(read.body, read.token));
        if ('detail' in opened) return reply.code(422).send(opened);
        void reply.hijack();
        streams.send(request, reply, opened);
        return reply;
      },
    });
  });
}

/** What a call comes to; parameters that are too large are told like everything that is wrong with a request. */
async function opening(
  open: () => Promise<OpenedExec>,
): Promise<OpenedExec | { readonly detail: readonly ExecFault[] }> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof DroverError) || error.code !== 'params_too_large') throw error;
    return { detail: [{ type: 'too_large', loc: ['body', 'params'], msg: error.message, input: null }] };
  }
}

function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new DroverError('bad_request', 'The body is not UTF-8.');
  }
}
