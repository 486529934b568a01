import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const asSource = join(root, 'src');
const asBuilt = join(root, 'dist', 'src');

/**
 * Where the program's modules are, and how they end: `src` in its repository; `dist` in a published package, since Node
 * reads no TypeScript inside `node_modules`.
 */
export const source =
  existsSync(join(asSource, 'cli', 'main.ts')) && !/[\\/]node_modules[\\/]/.test(import.meta.dirname)
    ? { folder: asSource, ending: '.ts' }
    : { folder: asBuilt, ending: '.js' };

/** Whether a file of that folder is a module of the program: neither a test nor a declaration. */
export function isModule(file) {
  return file.endsWith(source.ending) && !/\.test\.ts$/.test(file);
}
