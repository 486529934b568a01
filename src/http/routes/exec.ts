import { z } from 'zod';
import { type ExecFault, execBodySchema, execFaultsSchema, execQuerySchema } from '../../contract/exec.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { readExecRequest } from '../../domain/exec-request.ts';
import { said } from '../../domain/refusals/said.ts';
import type { OpenedExec } from '../../services/exec/exec.ts';
import { execPlaceOf } from '../../services/exec/exec-progress.ts';
import { problemsOf } from '../api-answers.ts';
import { admitExec } from '../exec-admission.ts';
import { createExecProgressReply } from '../exec-progress-reply.ts';
import { createExecReply } from '../exec-reply.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { lastIdOf } from '../sse-answers.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

const execAnswers: Record<string, unknown> = {
  200: {
    description:
      'Server-Sent Events: comments while it runs, then one frame with the result; with `progress` named events before it',
    content: { 'text/event-stream': { schema: z.string() } },
  },
  204: z.null().describe('With `progress`: the caller has had the result'),
  422: execFaultsSchema.describe('What is wrong with the request'),
  ...problemsOf(['bad_request', 'unauthorized', 'forbidden', 'body_too_large']),
};

/** `POST /rpa/v1/exec`: has a project executed by the engine and streams the result. */
export function exec(app: HttpApp, parts: RouteParts): void {
  const { exec: service, execProgress, execPingMs } = parts.services;
  const streams = createExecReply(parts, service, execPingMs);
  const progressStreams = createExecProgressReply(parts, execPingMs);
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
          'The header `Authorization` holds the token of the engine. Who calls from elsewhere than DROVER_EXEC_ALLOW sends a token of this server as `X-Drover-Token`. With `progress=1`, or `Accept: text/event-stream; profile=progress`, the same request with the header `Last-Event-ID` goes on behind that event.',
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
        if (!wantsProgress(request.query.progress, request.headers.accept)) {
          const opened = await opening(() => service.open(read.body, read.token));
          if ('detail' in opened) return reply.code(422).send(opened);
          void reply.hijack();
          streams.send(request, reply, opened);
          return reply;
        }
        const lastId = lastIdOf(request.headers['last-event-id'], undefined);
        const place = lastId === null ? null : execPlaceOf(lastId);
        const opened = await opening(async () =>
          lastId === null
            ? service.open(read.body, read.token)
            : ((place && (await service.resume(place.runId, read.body, read.token))) ?? notResumed(lastId)),
        );
        if ('detail' in opened) return reply.code(422).send(opened);
        if (place !== null && place.after === null) return reply.code(204).send();
        const pieces = await execProgress.open(opened, place?.after ?? null);
        return progressStreams(request, reply, opened.runId, pieces);
      },
    });
  });
}

interface Refusal {
  readonly detail: readonly ExecFault[];
}

function wantsProgress(progress: string | undefined, accept: string | undefined): boolean {
  if (progress !== undefined) return /^(1|true|yes|on)$/i.test(progress);
  return (accept ?? '')
    .split(',')
    .some((one) => /^\s*text\/event-stream\s*;.*\bprofile="?progress"?/i.test(one));
}

/** Never taken for a call of its own: that would have the work done twice. */
function notResumed(lastId: string): Refusal {
  const msg = 'This is no event of an exec with this request and this token';
  return {
    detail: [{ type: 'unknown_event', loc: ['header', 'Last-Event-ID'], msg, input: lastId.slice(0, 200) }],
  };
}

/** What a call comes to; parameters that are too large are told like everything that is wrong with a request. */
async function opening(open: () => Promise<OpenedExec | Refusal>): Promise<OpenedExec | Refusal> {
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
    throw new DroverError('bad_request', said('body_only_utf8'));
  }
}
