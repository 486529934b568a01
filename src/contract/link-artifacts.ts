import { z } from 'zod';
import {
  artifactChunkBytes,
  artifactNameSchema,
  maxArtifactBytes,
  maxArtifactsOfAttempt,
} from './artifact.ts';
import { runIdSchema } from './run.ts';

/**
 * Files of attempts on the link: bulk, in pieces, under the credit that logs have too. `n` numbers an attempt's files from
 * 1. A file is stored when the piece that reaches `size` is; pieces that come again (a new connection) are harmless.
 */
const file = {
  run: runIdSchema,
  attempt: z.number().int().min(1),
  n: z.number().int().min(1).max(maxArtifactsOfAttempt),
};

/** Bulk: a piece of a file. Costs credit: the length of `data`. */
export const artifactFrameSchema = z.object({
  t: z.literal('artifact'),
  ...file,
  name: artifactNameSchema,
  /** Of the whole file, bytes. */
  size: z.number().int().min(0).max(maxArtifactBytes),
  /** Offset of this piece. */
  from: z.number().int().min(0),
  /** Base64; empty in an empty file only. */
  data: z.string().max((artifactChunkBytes / 3) * 4),
});
export type ArtifactFrame = z.infer<typeof artifactFrameSchema>;

/** From the server: how much of a file it has. */
export const artifactHadFrameSchema = z.object({
  t: z.literal('artifact_had'),
  ...file,
  /** Bytes from its start. */
  bytes: z.number(),
  /** The whole file is stored and part of the run. */
  done: z.boolean(),
  /** Why it will not be stored; null: it will. */
  refused: z.string().nullable(),
});
export type ArtifactHadFrame = z.infer<typeof artifactHadFrameSchema>;
