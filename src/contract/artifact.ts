import { z } from 'zod';
import { formWords } from './form-words.ts';
import { instantSchema } from './run.ts';

/** Largest artifact, and all of a run together, bytes. */
export const maxArtifactBytes = 64 * 1024 * 1024;
export const maxArtifactBytesOfRun = 256 * 1024 * 1024;
/** Most artifacts of one attempt. */
export const maxArtifactsOfAttempt = 200;
/** Longest name of an artifact, characters. */
export const maxArtifactName = 200;
/** Bytes of a file in one frame of the link: 64 KiB in base64. */
export const artifactChunkBytes = 48 * 1024;

/** A path of plain parts with `/` between them: nothing empty, no `.` or `..`, no backslash or control character. */
export const artifactNameSchema = z
  .string()
  .min(1)
  .max(maxArtifactName)
  .regex(
    /^(?!\.{1,2}(?:\/|$))[^/\\\u0000-\u001f\u007f]+(?:\/(?!\.{1,2}(?:\/|$))[^/\\\u0000-\u001f\u007f]+)*$/,
    formWords.artifact.en,
  );

/** A file that an attempt has kept. A later one of the same name and attempt stands for the earlier. */
export const artifactSchema = z.object({
  name: z.string(),
  /** Bytes. */
  size: z.number().int(),
  /** As it is downloaded. */
  contentType: z.string(),
  attempt: z.number().int(),
  /** When it was stored. */
  at: instantSchema,
});
export type Artifact = z.infer<typeof artifactSchema>;

/** Answer of `GET /api/runs/:id/artifacts`: latest attempt first, by name within it. */
export const artifactsResponseSchema = z.object({ items: z.array(artifactSchema), nextCursor: z.null() });

/** Query of `GET /api/runs/:id/artifacts/:name`. */
export const artifactQuerySchema = z.strictObject({
  /** Default: the latest that has a file of this name. */
  attempt: z.coerce.number().int().min(1).optional(),
});
