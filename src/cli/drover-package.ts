import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** The folder of this installation. */
const root = resolve(import.meta.dirname, '../..');

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** This installation: its version, its folder, and the program that starts it. */
export const drover = { version, root, program: join(root, 'bin', 'drover.js') } as const;
