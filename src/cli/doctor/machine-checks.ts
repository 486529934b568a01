/** What the machine offers: Node, and the programs that flows and their supervision use. */
import { spawnSync } from 'node:child_process';
import type { Manifest } from '../../contract/manifest.ts';
import type { Say } from '../words/words.ts';
import { broken, type Finding, good, warning } from './finding.ts';

const leastNode = 24;
/** A program that takes longer to say its version is as good as absent, ms. */
const patienceMs = 5000;

export function checkNode(say: Say, version: string): Finding {
  if (Number(version.split('.')[0]) >= leastNode) return good('node', say('doctor_node', { version }));
  return broken('node', say('doctor_node_old', { version, least: leastNode }), say('doctor_node_remedy'));
}

/** `python3` matters where a flow is a Python file; `manifest` null: not known which flows there are. */
export function checkPython(say: Say, manifest: Manifest | null, path: string | undefined): Finding {
  const name = process.platform === 'win32' ? 'python' : 'python3';
  const version = versionOf(name, path);
  if (version !== null) return good('python3', say('doctor_program', { name, version }));
  const flows = (manifest?.flows ?? []).filter(
    ({ program }) => program.kind === 'script' && /\.pyw?$/i.test(program.entry),
  );
  if (flows.length === 0) return good('python3', say('doctor_python_unneeded', { name }));
  const text = say('doctor_python_missing', { name, flows: flows.map((flow) => flow.name).join(', ') });
  return broken('python3', text, say('doctor_python_remedy'));
}

/** `setpriv` (util-linux) lets robots die with their node even when node and guard are killed at once. */
export function checkSetpriv(say: Say, path: string | undefined): Finding {
  if (process.platform !== 'linux') return good('setpriv', say('doctor_setpriv_unneeded'));
  const version = versionOf('setpriv', path);
  if (version !== null) return good('setpriv', say('doctor_program', { name: 'setpriv', version }));
  return warning('setpriv', say('doctor_setpriv_missing'), say('doctor_setpriv_remedy'));
}

/** A writable cgroup holds all that a program starts; `base` is null where there is none. */
export function checkCgroup(say: Say, base: string | null): Finding {
  if (process.platform !== 'linux') return good('cgroup', say('doctor_cgroup_unneeded'));
  if (base !== null) return good('cgroup', say('doctor_cgroup'));
  return warning('cgroup', say('doctor_cgroup_missing'), say('doctor_cgroup_remedy'));
}

function versionOf(program: string, path: string | undefined): string | null {
  const env = path === undefined ? {} : { PATH: path };
  const ended = spawnSync(program, ['--version'], {
    encoding: 'utf8',
    timeout: patienceMs,
    env,
    windowsHide: true,
  });
  if (ended.status !== 0) return null;
  return /\d[\w.]*/.exec(ended.stdout + ended.stderr)?.[0] ?? '?';
}
