import { z } from 'zod';
import { instantSchema } from './run.ts';
import { tokenRoles } from './token.ts';

/**
 * Body of `POST /api/session`: signs in by an API token, or by the one-time word of a sign-in link (what stands behind
 * `#link=` in it). The answer sets the session's cookie.
 */
export const signInRequestSchema = z.union([
  z.strictObject({ token: z.string().min(1).max(512) }),
  z.strictObject({ link: z.string().min(1).max(200) }),
]);
export type SignInRequest = z.infer<typeof signInRequestSchema>;

/** Who is signed in, and what a screen needs to know of the server. */
export const sessionSchema = z.object({
  /** Of the token, or of who opened the session by a link. */
  name: z.string(),
  role: z.enum(tokenRoles),
  /** `session`: by a cookie; `token`: a token came with the request itself. */
  by: z.enum(['session', 'token']),
  version: z.string(),
  /** IANA zone of schedules and day boundaries. */
  timezone: z.string(),
  /** The server's clock, by which a screen corrects its own. */
  now: instantSchema,
  /** The session ends then at the latest; null for a token. */
  expiresAt: instantSchema.nullable(),
  /** Without a request for this long it ends; null for a token. */
  idleSeconds: z.number().int().nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

export const sessionResponseSchema = z.object({ session: sessionSchema });

/** Answer of `POST /api/session/links`: opens one session as administrator, once, until it expires. */
export const signInLinkSchema = z.object({ url: z.string(), expiresAt: instantSchema });
export type SignInLink = z.infer<typeof signInLinkSchema>;
