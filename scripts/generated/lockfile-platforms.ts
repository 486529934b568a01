/**
 * Completes package-lock.json: every optional platform package that a locked package names (`…-darwin-arm64`) gets an
 * entry. npm leaves one out when it could not be fetched while the lockfile was made, and from then on `npm ci`
 * refuses the lockfile as out of step. Such an entry has no integrity: it is filled in where the package is had.
 * `--check` changes nothing and fails when entries are missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  packages: Record<string, LockedPackage>;
}

const path = 'package-lock.json';
const systems = new Set([
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]);
const processors = new Set(['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']);

/** What npm reads off an entry to decide whether it fits the machine, from the words of the package's name. */
function platformOf(name: string): { cpu?: string[]; libc?: string[]; os?: string[] } {
  const words = (name.split('/').at(-1) ?? name).split('-');
  const cpu = words.find((word) => processors.has(word));
  const os = words.find((word) => systems.has(word));
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return {
    ...(cpu !== undefined && { cpu: [cpu] }),
    ...(os === 'linux' && libc !== undefined && { libc: [libc] }),
    ...(os !== undefined && { os: [os] }),
  };
}

// npm's own format, lockfileVersion 3: only the fields above are read.
const lockfile = JSON.parse(readFileSync(path, 'utf8')) as Lockfile;
const { packages } = lockfile;
const missing: string[] = [];
for (const dependant of Object.values({ ...packages })) {
  for (const [name, version] of Object.entries(dependant.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const platform = platformOf(name);
    if (packages[key] !== undefined || platform.os === undefined) continue;
    const { dev, license } = dependant;
    packages[key] = {
      version,
      ...(platform.cpu && { cpu: platform.cpu }),
      ...(dev === true && { dev }),
      ...(platform.libc && { libc: platform.libc }),
      ...(license !== undefined && { license }),
      optional: true,
      os: platform.os,
    } as LockedPackage; // with the platform fields, which npm alone reads
    missing.push(name);
  }
}

if (missing.length > 0 && process.argv.includes('--check')) {
  console.error(`${path} lacks ${missing.length} platform packages: ${missing.join(', ')}`);
  process.exitCode = 1;
} else if (missing.length > 0) {
  lockfile.packages = Object.fromEntries(
    Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  );
  writeFileSync(path, `${JSON.stringify(lockfile, null, 2)}\n`);
}
