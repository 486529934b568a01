import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Clock } from '../ports/clock.ts';
import type { ConsoleFiles } from '../ports/console-files.ts';
import type { Ids } from '../ports/ids.ts';
import type { Logger } from '../ports/logger.ts';
import type { ApiServices } from '../services/api-services.ts';
import type { Actor } from '../services/tokens.ts';

/** Who may use a route: everybody, or those whose token has at least this role (`node`: every token). */
export type RouteRole = 'open' | 'node' | 'viewer' | 'operator' | 'admin';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Absent: nobody (the route was forgotten). */
    role?: RouteRole;
    /** What is wrong with its requests is told by its own answers, not by the usual problems. */
    ownFaults?: boolean;
  }
  interface FastifyRequest {
    /** Who sends the request; null on open routes. */
    actor: Actor | null;
    /** The session that the request belongs to; null: it came with a token, or to an open route. `expiresAt` in ms since epoch. */
    session: { readonly id: string; readonly expiresAt: number } | null;
  }
}

/** The HTTP application with zod as the type of its schemas. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What the HTTP layer is made of. */
export interface HttpParts {
  readonly services: ApiServices;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** Version of the program, for the OpenAPI document. */
  readonly version: string;
  /** How people reach the server; null: as it listens. */
  readonly publicUrl: string | null;
  readonly console: ConsoleFiles;
  /** Takes over the socket of a node whose token has been accepted. */
  linkUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** The parts, and what the running server adds. */
export interface RouteParts extends HttpParts {
  /** Aborted when the server stops: streams end then. */
  readonly closing: AbortSignal;
}
