/**
 * Builds the console into `web/dist`. It is made beside the old one, which it then replaces at once, so that a running
 * server never serves half of it. Beside it lies a digest of what it was made of.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const dist = 'web/dist';
const digestFile = join(dist, '.vite', 'sources.sha256');
const vite = 'node_modules/vite/bin/vite.js';
const sources = [
  'web/*.{html,json,ts}',
  'web/{build,public,src}/**/*',
  'src/{client,contract}/**/*',
  'package-lock.json',
];

/** Of everything that the build reads. */
function sourcesDigest(): string {
  const digest = createHash('sha256');
  for (const file of globSync(sources).sort()) {
    if (/\.test\.tsx?$/.test(file) || !statSync(file).isFile()) continue;
    digest.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return digest.digest('hex');
}

/** Whether `web/dist` is there and was made of the sources as they are. */
export function consoleIsBuilt(): boolean {
  return (
    existsSync(join(dist, 'index.html')) &&
    existsSync(digestFile) &&
    readFileSync(digestFile, 'utf8') === sourcesDigest()
  );
}

/** Whether what builds it is installed: it is not where development dependencies were left out. */
export function consoleCanBeBuilt(): boolean {
  return existsSync(vite) && existsSync('web/vite.config.ts');
}

/** Builds it. Throws when that fails; `web/dist` is then as it was. */
export function buildConsole(): void {
  const digest = sourcesDigest();
  const made = `web/dist-${process.pid}.new`;
  const old = `web/dist-${process.pid}.old`;
  try {
    const args = [
      'build',
      '--config',
      'web/vite.config.ts',
      '--outDir',
      join(process.cwd(), made),
      '--logLevel',
      'warn',
    ];
    const built = spawnSync(process.execPath, [vite, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    if (built.status !== 0) throw new Error('The console could not be built: see above.');
    mkdirSync(join(made, '.vite'), { recursive: true });
    writeFileSync(join(made, '.vite', 'sources.sha256'), digest);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(made, dist);
  } finally {
    for (const folder of [made, old]) rmSync(folder, { recursive: true, force: true });
  }
}
