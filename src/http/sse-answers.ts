import { z } from 'zod';

/** The answers of a route that sends events, for the OpenAPI document: a stream's type is only described. */
export function sseAnswers(description: string): Record<string, unknown> {
  return {
    200: { description, content: { 'text/event-stream': { schema: z.string() } } },
  };
}

/** The id that a client goes on behind; the header of a reconnect wins over what the address says. Null: from the start. */
export function lastIdOf(header: string | string[] | undefined, after: string | undefined): string | null {
  const given = [header].flat()[0];
  return given === undefined || given === '' ? (after ?? null) : given;
}
