import { z } from 'zod';
import { formWords } from './form-words.ts';
import { instantSchema } from './run.ts';

/** Largest file that is taken, bytes: 100 MiB. */
export const maxUploadBytes = 100 * 1024 * 1024;
/** Largest piece of one request, bytes. */
export const maxUploadPiece = 4 * 1024 * 1024;

/** Format of a string parameter that takes a file: `{type: 'string', format: 'drover-file'}`. */
export const fileFormat = 'drover-file';

/**
 * What such a parameter holds: the upload's id and the file's name. On the node the program finds the path of the file in
 * its place.
 */
export const fileParamPattern = /^drover-file:(upl_[0-9a-z]{20})\/([^/\\]{1,200})$/;

/** A file that a person has sent for a run, as the API shows it. */
export const uploadSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Bytes, and how many of them have come. */
  size: z.number().int(),
  received: z.number().int(),
  /** What a parameter holds to name this file. */
  param: z.string(),
  createdBy: z.string().nullable(),
  createdAt: instantSchema,
  /** It is not removed before; after that only when nothing needs it any more. */
  keptUntil: instantSchema,
});
export type Upload = z.infer<typeof uploadSchema>;

/** Body of `POST /api/uploads`; the content follows by `PUT /api/uploads/:id/content`. */
export const uploadCreateSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^/\\\p{Cc}]+$/u, formWords.fileName.en)
    .refine((name) => !/^\.+$/.test(name), formWords.name.en),
  size: z.number().int().min(0).max(maxUploadBytes),
});
export type UploadCreate = z.infer<typeof uploadCreateSchema>;

export const uploadResponseSchema = z.object({ upload: uploadSchema });
export const uploadPathSchema = z.object({
  id: z.string().regex(/^[\w.:-]{1,64}$/, formWords.uploadId.en),
});
/** Query of `PUT /api/uploads/:id/content`: where in the file the piece begins, which is what `received` says. */
export const uploadPieceQuerySchema = z.strictObject({ from: z.coerce.number().int().min(0).default(0) });
