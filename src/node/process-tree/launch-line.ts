import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const SHELL = '/bin/sh';
const SETPRIV_PLACES = ['/usr/bin/setpriv', '/bin/setpriv', '/usr/local/bin/setpriv'];

/**
 * Enters the cgroup given as `$1` before the program itself runs, so that no fork of it can stay outside. A fixed text;
 * nothing of the program's arguments is interpreted.
 */
const ENTER_CGROUP = '{ echo 0 >"$1/cgroup.procs"; } 2>/dev/null; shift; exec "$@"';

/** What a held program is told to begin by; the variable is gone before it does. */
const AWAIT_GATE = (gate: number): string =>
  `read -r DROVER_GATE <&${gate} || exit; unset DROVER_GATE; exec ${gate}<&-; exec "$@"`;

/** Variables that a shell makes up when they are not there. */
const SHELL_OWN = ['PWD', 'OLDPWD', 'SHLVL'];

/** The path of a `setpriv` (util-linux 2.33) that can have children die with their parent, else null. Costs one start. */
export function findSetpriv(): string | null {
  if (process.platform !== 'linux') return null;
  const path = SETPRIV_PLACES.find((place) => existsSync(place));
  if (path === undefined) return null;
  const probe = spawnSync(path, ['--pdeathsig', 'KILL', '--', path, '--version'], { stdio: 'ignore' });
  return probe.status === 0 ? path : null;
}

/** Whether there is the shell by which a program enters its cgroup or waits at its gate: small images have none. */
export function hasShell(): boolean {
  return existsSync(SHELL);
}

/** What `launchLine` builds from. */
export interface LaunchOptions {
  /** Program, as a full path, and arguments. */
  readonly argv: readonly string[];
  /** The program's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** From `findSetpriv`. */
  readonly setpriv: string | null;
  readonly cgroup: string | null;
  /** A file descriptor (one digit) on which a line is awaited before the program begins (default: it begins at once). */
  readonly gate?: number;
}

/**
 * The argument vector that starts a program so that it dies with us and is born in its cgroup. The process keeps its
 * pid through all of it.
 */
export function launchLine({ argv, env, setpriv, cgroup, gate }: LaunchOptions): string[] {
  const made = SHELL_OWN.filter((name) => env[name] === undefined);
  const underShell = (script: string, ...args: readonly string[]): string[] => [
    SHELL,
    '-c',
    made.length === 0 ? script : `unset ${made.join(' ')}; ${script}`,
    'sh',
    ...args,
  ];
  let line = [...argv];
  if (gate !== undefined) line = underShell(AWAIT_GATE(gate), ...line);
  if (cgroup !== null) line = underShell(ENTER_CGROUP, cgroup, ...line);
  return setpriv === null ? line : [setpriv, '--pdeathsig', 'KILL', '--', ...line];
}

/** A shell passes on only variables with such names: an environment with others goes without a cgroup and a gate. */
export function survivesShell(env: Readonly<Record<string, string>>): boolean {
  return Object.keys(env).every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
}

/**
 * How willing the kernel is to kill our children first when memory runs out (proc(5), oom_score_adj): 300 more than
 * ourselves. Null where there is no such thing.
 */
export function childOomScore(): string | null {
  try {
    const own = Number(readFileSync('/proc/self/oom_score_adj', 'utf8'));
    return String(Math.min(1000, own + 300));
  } catch {
    return null;
  }
}

/** Sets it for a process just started; inherited by what it starts. Fails silently: the process may have ended. */
export function setOomScore(pid: number, score: string | null): void {
  if (score === null) return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, score);
  } catch {
    // It has ended, or the system does not allow it; nothing depends on it.
  }
}
