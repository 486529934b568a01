/**
 * `npm run build`: the published form of the program, in `dist`. Node reads no TypeScript inside `node_modules`, so `src`
 * and the example herd are compiled, with declarations; what the example's flows read beside their code is copied.
 * The console is built into `web/dist`.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole } from './web/build-console.ts';

const dist = 'dist';
const copied = ['src/**/*.py', 'examples/herd/flows/*.{py,sql}', 'examples/herd/*.md'];

rmSync(dist, { recursive: true, force: true });
const compiled = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  { stdio: 'inherit' },
);
if (compiled.status !== 0) process.exit(1);
for (const file of copied.flatMap((pattern) => globSync(pattern))) cpSync(file, join(dist, file));
chmodSync('bin/drover.js', 0o755);
buildConsole();
