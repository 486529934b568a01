/**
 * Fills the compile cache: imports every source file once, those that are programs of their own last. A program may wait for
 * a parent that is not there, so nobody waits for its end. See start.js.
 */
import { readdirSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isModule, source } from './source-folder.js';

const program = /(^|[\\/])(main|guard-main)\.[jt]s$|[.-]process\.[jt]s$/;
const files = readdirSync(source.folder, { recursive: true, encoding: 'utf8' }).filter(isModule);
/** By then a program is compiled, since all that it imports is. */
const programMs = 100;

function load(file) {
  return import(pathToFileURL(join(source.folder, file)).href).catch(() => undefined);
}

for (const file of files.filter((file) => !program.test(file))) await load(file);
await Promise.all(
  files.filter((file) => program.test(file)).map((file) => Promise.race([load(file), pause(programMs)])),
);
module.flushCompileCache();
process.exit(0);
