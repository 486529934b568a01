import { z } from 'zod';
import { instantSchema } from './run.ts';

/** What a server says of itself in `server.json` of its data folder while it runs, for commands on the same machine. */
export const serverFileSchema = z.object({
  pid: z.number().int().positive(),
  /** Where it listens, as reached from this machine. */
  url: z.url(),
  startedAt: instantSchema,
  version: z.string(),
  /** The configuration file that is in force, as an absolute path; null: there is none. Absent: a server that does not say. */
  configPath: z.string().nullable().optional(),
});
export type ServerFile = z.infer<typeof serverFileSchema>;

/** Names of what the server keeps in its data folder for other programs of the same user. */
export const dataFiles = {
  server: 'server.json',
  cliToken: 'cli.token',
  nodeToken: 'node.token',
  node: 'node',
} as const;
