/** Fills the compile cache: imports every source file once, those that are programs of their own last. See start.js. */
import { readdirSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isModule, source } from './source-folder.js';

const program = /(^|[\\/])(main|guard-main)\.[jt]s$|[.-]process\.[jt]s$/;
const files = readdirSync(source.folder, { recursive: true, encoding: 'utf8' }).filter(isModule);
const inOrder = [
  ...files.filter((file) => !program.test(file)),
  ...files.filter((file) => program.test(file)),
];

for (const file of inOrder) {
  await import(pathToFileURL(join(source.folder, file)).href).catch(() => undefined);
}
module.flushCompileCache();
process.exit(0);
