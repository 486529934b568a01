import { z } from 'zod';
import { formWords } from './form-words.ts';
import { pageQueryShape, pageSchema } from './paging.ts';
import {
  instantSchema,
  jsonObjectSchema,
  plainText,
  platformSchema,
  shopIdSchema,
  soughtTextSchema,
  tagSchema,
} from './run.ts';

/** Where a shop is known from. */
export const shopOrigins = ['file', 'api', 'import', 'discovered'] as const;

/** A shop as the API shows it. */
export const shopSchema = z.object({
  platform: platformSchema,
  id: z.string(),
  name: z.string().nullable(),
  tags: z.array(z.string()),
  owner: z.string().nullable(),
  enabled: z.boolean(),
  settings: jsonObjectSchema,
  origin: z.enum(shopOrigins),
  /** Runs that may be in the shop at once where it differs from the configuration; null = by configuration. */
  limit: z.number().int().nullable(),
  /** Set while the shop is paused; `cause` is `person`, or the error that parked it (`LOGIN_EXPIRED`, `CAPTCHA`). */
  paused: z
    .object({
      at: instantSchema,
      by: z.string().nullable(),
      reason: z.string().nullable(),
      cause: z.string(),
    })
    .nullable(),
  createdAt: instantSchema,
});
export type Shop = z.infer<typeof shopSchema>;

/** A name as people read it. */
const shownNameSchema = z.string().min(1).max(200).regex(plainText, formWords.plainText.en);

const flag = z.enum(['true', 'false', '1', '0']).transform((word) => word === 'true' || word === '1');

/** Query of `GET /api/shops`; ordered by platform and id. */
export const shopListQuerySchema = z.strictObject({
  ...pageQueryShape,
  platform: platformSchema.optional(),
  tag: tagSchema.optional(),
  enabled: flag.optional(),
  paused: flag.optional(),
  /** Found in id or name. */
  text: soughtTextSchema.optional(),
});
export type ShopListQuery = z.output<typeof shopListQuerySchema>;

export const shopPathSchema = z.object({ platform: platformSchema, id: shopIdSchema });

/** Body of `PUT /api/shops/:platform/:id`: makes the shop or changes it; absent members keep their value. */
export const shopPutSchema = z.strictObject({
  name: shownNameSchema.nullable().optional(),
  tags: z.array(tagSchema).max(64).optional(),
  owner: shownNameSchema.nullable().optional(),
  enabled: z.boolean().optional(),
  settings: jsonObjectSchema.optional(),
  /** Runs that may be in the shop at once; null: by configuration. */
  limit: z.number().int().min(0).max(1000).nullable().optional(),
});
export type ShopPut = z.infer<typeof shopPutSchema>;

/** Body of `POST /api/shops/:platform/:id/pause`; may be absent. */
export const pauseRequestSchema = z.strictObject({ reason: z.string().min(1).max(500).optional() }).nullish();

export const shopResponseSchema = z.object({ shop: shopSchema });
export const shopPageSchema = pageSchema(shopSchema);
