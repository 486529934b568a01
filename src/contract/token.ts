import { z } from 'zod';
import { pageQueryShape, pageSchema } from './paging.ts';
import { instantSchema } from './run.ts';

/** What a token may do: `viewer` reads; `operator` also runs and pauses; `admin` all; `node` connects a node, no more. */
export const tokenRoles = ['admin', 'operator', 'viewer', 'node'] as const;
export type TokenRole = (typeof tokenRoles)[number];

/** A token as the API shows it; the token's text itself is shown once, when it is made. */
export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(tokenRoles),
  createdAt: instantSchema,
  revokedAt: instantSchema.nullable(),
});
export type Token = z.infer<typeof tokenSchema>;

/** Body of `POST /api/tokens`. */
export const tokenCreateSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  role: z.enum(tokenRoles),
});
export type TokenCreate = z.infer<typeof tokenCreateSchema>;

/** Query of `GET /api/tokens`; oldest first, revoked ones too. */
export const tokenListQuerySchema = z.strictObject(pageQueryShape);
export const tokenPathSchema = z.object({ id: z.string().min(1).max(64) });
export const tokenPageSchema = pageSchema(tokenSchema);
export const tokenResponseSchema = z.object({ token: tokenSchema });
/** Answer of `POST /api/tokens`: `secret` is what a client sends; it is not kept and can't be shown again. */
export const tokenCreatedSchema = z.object({ token: tokenSchema, secret: z.string() });
export type TokenCreated = z.infer<typeof tokenCreatedSchema>;
