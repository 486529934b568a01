import { existsSync, readFileSync } from 'node:fs';
import { runCommand } from '../services/run-command.ts';

const folder = new URL('..', import.meta.url).pathname;

/** Installs the peers by bench/package-lock.json unless that very state is installed; no package's script is run. */
export async function installPeers(): Promise<void> {
  if (isInstalled()) return;
  console.log('installing the peers (bench/package-lock.json) …');
  await runCommand('npm', ['ci', '--prefix', folder, '--ignore-scripts'], folder);
}

function isInstalled(): boolean {
  const installed = `${folder}node_modules/.package-lock.json`;
  if (!existsSync(installed)) return false;
  // Both are npm's own format.
  const present = (JSON.parse(readFileSync(installed, 'utf8')) as Lockfile).packages;
  const wanted = (JSON.parse(readFileSync(`${folder}package-lock.json`, 'utf8')) as Lockfile).packages;
  const direct = Object.keys(wanted['']?.dependencies ?? {});
  return direct.every(
    (name) => present[`node_modules/${name}`]?.version === wanted[`node_modules/${name}`]?.version,
  );
}

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly dependencies?: Readonly<Record<string, string>> }>
  >;
}
