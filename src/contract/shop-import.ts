import { z } from 'zod';
import { bilingualSchema } from './bilingual.ts';
import { platformSchema } from './run.ts';
import { shopListQuerySchema } from './shop.ts';

/** Columns of a file of shops, in the order of the export. */
export const shopColumns = ['platform', 'id', 'name', 'tags', 'owner', 'enabled'] as const;
export type ShopColumn = (typeof shopColumns)[number];

/** Most shops of one file. */
export const maxImportedShops = 20_000;

const flag = z.enum(['true', 'false', '1', '0']).transform((word) => word === 'true' || word === '1');

/** Query of `POST /api/shops/import`; its body is a file of the type `text/csv`. */
export const shopImportQuerySchema = z.strictObject({
  /** Says what would be done and changes nothing. */
  dryRun: flag.optional(),
  /** Platform of lines that name none. */
  platform: platformSchema.optional(),
});

/** A line that was left out, and why. */
export const shopImportFaultSchema = z.object({
  /** Line of the file, the header being line 1. */
  line: z.number().int(),
  column: z.enum(shopColumns).nullable(),
  reason: z.string(),
  /** The reason in both languages. */
  words: bilingualSchema.optional(),
});
export type ShopImportFault = z.infer<typeof shopImportFaultSchema>;

/** Answer of `POST /api/shops/import`: the faultless lines are in, all of them together. */
export const shopImportResponseSchema = z.object({
  dryRun: z.boolean(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  faulty: z.number().int(),
  /** All faults, by line. */
  faults: z.array(shopImportFaultSchema),
});
export type ShopImportResult = z.infer<typeof shopImportResponseSchema>;

/** Query of `GET /api/shops/export`: the filters of the list. */
export const shopExportQuerySchema = shopListQuerySchema.omit({ limit: true, cursor: true });
export type ShopExportQuery = z.output<typeof shopExportQuerySchema>;
