import { z } from 'zod';
import { formWords } from './form-words.ts';
import { plainText } from './run.ts';
import { runStates } from './run-states.ts';

/** Query of `GET /api/search`: what a person types into the palette. */
export const searchQuerySchema = z.strictObject({
  q: z.string().trim().min(1).max(100).regex(plainText, formWords.plainText.en),
  /** Most hits of each kind. */
  limit: z.coerce.number().int().min(1).max(20).default(6),
});

/** Answer of `GET /api/search`: what has the text in its id or name; an id or a beginning of it for runs. */
export const searchResultSchema = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      flow: z.string(),
      platform: z.string().nullable(),
      shopId: z.string().nullable(),
      state: z.enum(runStates),
    }),
  ),
  flows: z.array(z.object({ name: z.string(), title: z.string().nullable() })),
  shops: z.array(z.object({ platform: z.string(), id: z.string(), name: z.string().nullable() })),
  nodes: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type SearchResult = z.infer<typeof searchResultSchema>;
