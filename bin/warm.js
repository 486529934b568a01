/** Fills the compile cache: imports every source file once, those that are programs of their own last. See start.js. */
import { readdirSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const source = join(import.meta.dirname, '..', 'src');
const program = /(^|[\\/])(main|guard-main)\.ts$|[.-]process\.ts$/;
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /(?<!\.test)\.ts$/.test(file),
);
const inOrder = [
  ...files.filter((file) => !program.test(file)),
  ...files.filter((file) => program.test(file)),
];

for (const file of inOrder) {
  await import(pathToFileURL(join(source, file)).href).catch(() => undefined);
}
module.flushCompileCache();
process.exit(0);
