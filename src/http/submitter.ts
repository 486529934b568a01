import type { FastifyRequest } from 'fastify';
import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';
import type { Submitter } from '../services/intake/intake.ts';
import { signedIn } from './authentication.ts';

/** Longest `Idempotency-Key`, characters. */
const maxKey = 255;

/** Who submits, with which tool (`X-Drover-Client: cli` or `ui`), and under which `Idempotency-Key`. */
export function submitterOf(request: FastifyRequest): Submitter {
  const client = request.headers['x-drover-client'];
  const key = request.headers['idempotency-key'];
  if (key !== undefined && (typeof key !== 'string' || key === '' || key.length > maxKey)) {
    throw new DroverError('bad_request', said('idempotency_key_form', { max: maxKey }));
  }
  return {
    name: signedIn(request).name,
    client: client === 'cli' || client === 'ui' ? client : null,
    idempotencyKey: key ?? null,
  };
}
