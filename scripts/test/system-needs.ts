/**
 * What test files need of the machine beyond Node. A test file says so in a comment of its own,
 * `// needs: python3, setpriv`; a file that says nothing needs nothing.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** A program that tests may need. */
export interface SystemNeed {
  /** As test files name it. */
  readonly name: string;
  /** Programs, all of which must be there: names, or paths; `a|b` is either of two. */
  readonly programs: readonly string[];
  /** Debian packages that bring them. */
  readonly packages: readonly string[];
  /** Arguments with which the first program must exit 0; without them its being there is enough. */
  readonly probe?: readonly string[];
}

export const systemNeeds: readonly SystemNeed[] = [
  {
    name: 'python3',
    programs: ['python3'],
    packages: ['python3'],
    probe: ['-c', 'import json, sqlite3, urllib'],
  },
  {
    // Of the system's own Python; another may stand before it in the PATH.
    name: 'python3-croniter',
    programs: ['python3'],
    packages: ['python3-croniter', 'tzdata'],
    probe: [
      '-c',
      'import subprocess as s, sys; sys.exit(s.call(["/usr/bin/python3", "-c", "import croniter"]))',
    ],
  },
  { name: 'setpriv', programs: ['setpriv'], packages: ['util-linux'], probe: ['--version'] },
  { name: 'ps', programs: ['ps'], packages: ['procps'] },
  { name: 'rabbitmq-server', programs: ['rabbitmq-server'], packages: ['rabbitmq-server'] },
  {
    name: 'python3-pika',
    // Debian's packages belong to this Python, whatever stands first in the PATH.
    programs: ['/usr/bin/python3'],
    packages: ['python3', 'python3-pika'],
    probe: ['-c', 'import pika'],
  },
  { name: 'mariadb-server', programs: ['mariadbd', 'mariadb-install-db'], packages: ['mariadb-server'] },
  { name: 'redis-server', programs: ['redis-server'], packages: ['redis-server'] },
  { name: 'nginx', programs: ['nginx'], packages: ['nginx'] },
  { name: 'kcat', programs: ['kcat'], packages: ['kcat'] },
  {
    // Without the parts that only a person's browser has, it takes a quarter less time.
    name: 'chromium',
    programs: ['chromium-headless-shell|chromium'],
    packages: ['chromium-headless-shell', 'fonts-noto-cjk'],
  },
];

/** Debian keeps servers out of an ordinary user's PATH. */
const places = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  '/usr/sbin',
  '/sbin',
  '/usr/lib/rabbitmq/bin',
];

function programPath(program: string): string | undefined {
  return program
    .split('|')
    .flatMap((one) => (isAbsolute(one) ? one : places.map((place) => join(place, one))))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Whether the machine has it now. */
export function isPresent(need: SystemNeed): boolean {
  const paths = need.programs.map(programPath);
  const first = paths[0];
  if (first === undefined || paths.includes(undefined)) return false;
  return need.probe === undefined || spawnSync(first, [...need.probe], { stdio: 'ignore' }).status === 0;
}

/** The names in a test file's `// needs:` comments. */
export function needsOf(text: string): string[] {
  return [...text.matchAll(/^\s*(?:\/\/|\*) needs: *(.+)$/gm)].flatMap((match) =>
    (match[1] ?? '').split(',').map((name) => name.trim()),
  );
}

/** Every test file that needs something, with what it needs. Throws on a name that `systemNeeds` lacks. */
export function testFilesWithNeeds(): Map<string, SystemNeed[]> {
  const files = globSync(['{src,scripts,examples,web}/**/*.test.ts', 'test/**/*.test.ts'], {
    exclude: (path) => path.includes('node_modules'),
  });
  const found = new Map<string, SystemNeed[]>();
  for (const file of files.sort()) {
    const needs = needsOf(readFileSync(file, 'utf8')).map((name) => {
      const need = systemNeeds.find((candidate) => candidate.name === name);
      if (need === undefined) {
        throw new Error(`${file} needs "${name}", which scripts/test/system-needs.ts does not know`);
      }
      return need;
    });
    if (needs.length > 0) found.set(file, needs);
  }
  return found;
}

/**
 * Installs the Debian packages of what is missing, when this is root on a machine with apt; else does nothing.
 * Failures are shown and not thrown: the caller looks again at what is present.
 */
export function installMissing(missing: readonly SystemNeed[]): void {
  if (missing.length === 0 || process.getuid?.() !== 0 || programPath('apt-get') === undefined) return;
  const packages = [...new Set(missing.flatMap((need) => need.packages))];
  console.log(`Installing what tests need: ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]): void => {
    const result = spawnSync('apt-get', args, { env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
    if (result.status !== 0) console.log(`apt-get ${args.join(' ')} failed:\n${result.stderr.trim()}`);
  };
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}
