/** Beside every text file of the build its Brotli and gzip forms, so that the server compresses nothing while it serves. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
/** Smaller files gain nothing. */
const smallest = 1024;

/** The plugin. */
export function precompressed(): Plugin {
  let folder = '';
  return {
    name: 'drover-precompressed',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      // index.html is left as it is: the server sets its base path.
      const files = globSync('**/*.{js,css,svg,json}', { cwd: folder, exclude: ['.vite/**'] });
      await Promise.all(
        files.map(async (file) => {
          const path = join(folder, file);
          const text = readFileSync(path);
          if (text.length < smallest) return;
          writeFileSync(`${path}.gz`, await zip(text, { level: 9 }));
          writeFileSync(
            `${path}.br`,
            await brotli(text, {
              params: {
                [constants.BROTLI_PARAM_QUALITY]: 9,
                [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
              },
            }),
          );
        }),
      );
    },
  };
}
