import { readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { z } from 'zod';

/** How this program's own files end: `.ts` in its repository, `.js` as published, which lies a folder deeper. */
const ending = extname(import.meta.url);
const root = resolve(import.meta.dirname, ending === '.ts' ? '../..' : '../../..');

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** This installation: its version, the program that starts it, and what comes with it. */
export const drover = {
  version,
  program: join(root, 'bin', 'drover.js'),
  /** What `drover init` copies. */
  templates: join(root, 'templates'),
  /** The built console. */
  console: join(root, 'web', 'dist'),
  /** The folder of the example herd, whose programs end in `ending`. */
  example: resolve(import.meta.dirname, '../../examples/herd'),
  ending,
} as const;
