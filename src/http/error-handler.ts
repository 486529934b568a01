import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { problemMediaType } from '../contract/problem.ts';
import { DroverError } from '../domain/drover-error.ts';
import { badRequest, faultAt, inputFaults, placed } from '../domain/input-faults.ts';
import { listed, phrases, said } from '../domain/refusals/said.ts';
import type { Logger } from '../ports/logger.ts';
import { maxBodyBytes } from './json-body.ts';
import { problemHeaders, problemOf } from './problem-body.ts';

/** Answers a request with an error. The one place where error bodies of requests are made. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: DroverError): FastifyReply {
  const problem = problemOf(error, request.id);
  // The framework asks to close after a refused body; draining it instead lets the client read this answer.
  if (error.code === 'body_too_large') void reply.removeHeader('connection');
  return reply
    .code(problem.status)
    .headers(problemHeaders(error))
    .header('content-type', problemMediaType)
    .serializer(JSON.stringify)
    .send(problem);
}

/** Turns whatever a request failed with into its answer; what nobody expected is logged. */
export function errorHandler(logger: Logger) {
  return (error: FastifyError | DroverError, request: FastifyRequest, reply: FastifyReply): void => {
    const known = asDroverError(error, request);
    if (known.kind === 'bug')
      logger.error(
        {
          requestId: request.id,
          method: request.method,
          route: request.routeOptions.url,
          error: error.stack ?? String(error),
        },
        'a request failed',
      );
    else if (known.kind === 'operational')
      logger.warn(
        { requestId: request.id, code: known.code, error: known.message },
        'a request could not be served',
      );
    void sendProblem(request, reply, known);
  };
}

function asDroverError(error: FastifyError | DroverError, request: FastifyRequest): DroverError {
  if (error instanceof DroverError) return error;
  if (error.validation !== undefined) return invalid(error, request);
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new DroverError('body_too_large', said('body_too_large', { limit: maxBodyBytes }), {
        details: { limit: maxBodyBytes },
      });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new DroverError('unsupported_media_type', said('json_wanted'));
    default:
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500)
    return new DroverError('bad_request', said('framework', { detail: error.message }));
  return new DroverError('internal', error.message, { kind: 'bug', cause: error });
}

function invalid(error: FastifyError, request: FastifyRequest): DroverError {
  const issues = (error.validation ?? []).map(issueOf);
  const query = error.validationContext === 'querystring';
  const schema = query ? request.routeOptions.schema?.querystring : request.routeOptions.schema?.body;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const faults = inputFaults(issues, known);
  if (!query) return badRequest(faults);
  const named = faults.map((fault) => faultAt(fault.path.replace('/', '?'), fault.words));
  const unknown = issues.some((issue) => issue.code === 'unrecognized_keys');
  const told = phrases(named.map((fault) => placed(fault.path, fault.words)));
  if (!unknown)
    return new DroverError('bad_request', said('query_faulty', { faults: told }), {
      details: { faults: named },
    });
  const words =
    known.length === 0
      ? said('no_filters', { faults: told })
      : said('filter_not_known', { faults: told, known: listed(known) });
  return new DroverError('unknown_filter', words, { details: { faults: named, known } });
}

/** The schema's own finding, as the validator hid it in the framework's form. */
function issueOf(fault: NonNullable<FastifyError['validation']>[number]): z.core.$ZodIssue {
  const path = fault.instancePath
    .split('/')
    .slice(1)
    .filter((part) => part !== '');
  // The validator compiler of this server makes each from one zod issue.
  return { ...fault.params, code: fault.keyword, path, message: fault.message ?? '' } as z.core.$ZodIssue;
}
