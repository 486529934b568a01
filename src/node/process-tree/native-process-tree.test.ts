import { once } from 'node:events';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fixtureProgram, killAll, livingOfBoot, runs } from '../../../test/support/living-processes.ts';
import { systemClock } from '../../adapters/clock-system/system-clock.ts';
import { hostProcessTable } from './host-process-table.ts';
import { findSetpriv } from './launch-line.ts';
import { NativeProcessTree } from './native-process-tree.ts';
import type { ProcessTable } from './process-table.ts';
import type { Tree, TreeWatcher } from './process-tree.ts';
import { findCgroupBase } from './tree-cgroup.ts';

const bootId = `ntest.${process.pid}`;
const env = { PATH: '/usr/bin:/bin' };
const cgroupBase = findCgroupBase();
const setpriv = findSetpriv();
const seen = new Set<number>();
let count = 0;

afterEach(() => {
  killAll([...seen, ...livingOfBoot(bootId)]);
  seen.clear();
});

async function start(trees: NativeProcessTree, ...argv: readonly string[]): Promise<Tree> {
  count += 1;
  const result = await trees.spawnTree({ argv, cwd: '/', env, tag: `${bootId}:r${count}:1` });
  if (!result.ok) throw new Error(result.fault.message);
  seen.add(result.tree.identity.pid);
  return result.tree;
}

/** The pids in the first line that a fixture program prints. */
async function announced(tree: Tree): Promise<number[]> {
  const lines = createInterface({ input: tree.stdout });
  const [line] = (await once(lines, 'line', { signal: AbortSignal.timeout(5_000) })) as [string];
  const pids = line.split(' ').slice(1).map(Number);
  for (const pid of pids) seen.add(pid);
  expect(pids.every((pid) => Number.isInteger(pid) && pid > 1)).toBe(true);
  return pids;
}

const ways = [
  { name: 'with all the system offers', options: {}, fits: true },
  { name: 'without setpriv and cgroups', options: { setpriv: null, cgroupBase: null }, fits: true },
  { name: 'with a cgroup only', options: { setpriv: null }, fits: cgroupBase !== null },
].filter((way) => way.fits);

describe.each(ways)('$name', ({ options }) => {
  const trees = new NativeProcessTree({ clock: systemClock, ...options });

  test('a stop asks first, kills what ignores it after the grace, and resolves when all are gone', async () => {
    const tree = await start(trees, fixtureProgram('family.sh'));
    const [leader, plain, plainChild, ...rest] = await announced(tree);
    expect(rest).toHaveLength(4);
    const startedAt = systemClock.now();
    const stopped = trees.stopTree(tree, { graceMs: 1_500 });
    // Asked, the leader and its plain child end at once, before anything is killed.
    expect(await tree.exited).toMatchObject({ code: null, signal: 'SIGTERM' });
    await vi.waitFor(() => expect(runs(plain!)).toBe(false));
    expect(systemClock.now() - startedAt).toBeLessThan(1_400);
    await stopped;
    expect(systemClock.now() - startedAt).toBeGreaterThanOrEqual(1_500 + 250);
    for (const pid of [leader!, plain!, plainChild!, ...rest]) expect(runs(pid)).toBe(false);
    expect(livingOfBoot(bootId)).toEqual([]);
  });

  test('a stop of a tree that obeys does not wait for the grace', async () => {
    const tree = await start(trees, 'sleep', '300');
    const startedAt = systemClock.now();
    await trees.stopTree(tree, { graceMs: 60_000 });
    expect(systemClock.now() - startedAt).toBeLessThan(5_000);
    expect(await tree.exited).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  test('a stopped (SIGSTOP) tree hears the stop', async () => {
    const tree = await start(trees, 'sleep', '300');
    process.kill(tree.identity.pid, 'SIGSTOP');
    await trees.stopTree(tree, { graceMs: 60_000 });
    expect(await tree.exited).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  test('a kill leaves nothing of a family that ignores SIGTERM', async () => {
    const tree = await start(trees, fixtureProgram('family.sh'), 'stubborn');
    const pids = await announced(tree);
    const killed = trees.killTree(tree);
    await vi.waitFor(() => expect(pids.filter(runs)).toEqual([]), { timeout: 1_000, interval: 10 });
    await killed;
    expect(await tree.exited).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('what a finished program leaves behind is found and can be stopped', async () => {
    const tree = await start(trees, fixtureProgram('daemon.sh'));
    const [daemon] = await announced(tree);
    expect(await tree.exited).toMatchObject({ code: 0, signal: null });
    expect((await trees.leftovers(tree)).map((ref) => ref.pid)).toEqual([daemon]);
    await trees.stopTree(tree);
    expect(runs(daemon!)).toBe(false);
    expect(await trees.leftovers(tree)).toEqual([]);
  });

  test('the exit is heard although a daemon holds the pipes; after the stop they end', async () => {
    const tree = await start(trees, fixtureProgram('daemon.sh'), 'holding');
    await announced(tree);
    tree.stderr.resume();
    expect(await tree.exited).toMatchObject({ code: 0, signal: null });
    expect(await trees.drainOutput(tree, { timeoutMs: 100 })).toBe('cut');
    await trees.stopTree(tree);
  });

  test('arguments, environment, input and exit code pass through unchanged', async () => {
    const script = 'printf "%s|" "$@" ; echo; env | sort; cat; exit 7';
    const tree = await start(trees, 'sh', '-c', script, 'x', '$HOME `a`', '', "it's", '--', 'ü');
    const output: Buffer[] = [];
    tree.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    tree.stderr.resume();
    tree.stdin.end('from stdin');
    expect(await tree.exited).toMatchObject({ code: 7, signal: null });
    expect(await trees.leftovers(tree)).toEqual([]);
    expect(await trees.drainOutput(tree)).toBe('ended');
    const lines = Buffer.concat(output).toString().split('\n');
    expect(lines[0]).toBe("$HOME `a`||it's|--|ü|");
    // `_` and PWD are sh's own.
    expect(lines.slice(1).filter((line) => !/^(_|PWD|OLDPWD|SHLVL)=/.test(line))).toEqual([
      `DROVER_TREE_TAG=${tree.identity.tag}`,
      'PATH=/usr/bin:/bin',
      'from stdin',
    ]);
  });
});

test.runIf(cgroupBase !== null)(
  'a daemon without session, parent and environment is found by its cgroup',
  async () => {
    const trees = new NativeProcessTree({ clock: systemClock });
    const tree = await start(trees, fixtureProgram('daemon.sh'), 'nameless');
    const [daemon] = await announced(tree);
    await tree.exited;
    expect((await trees.leftovers(tree)).map((ref) => ref.pid)).toEqual([daemon]);
    await trees.killTree(tree);
    expect(runs(daemon!)).toBe(false);
    expect(tree.identity.cgroup).not.toBeNull();
    expect(() => readFileSync(`${tree.identity.cgroup}/cgroup.procs`)).toThrow();
  },
);

describe('without a cgroup', () => {
  const trees = new NativeProcessTree({ clock: systemClock, cgroupBase: null });

  test('a daemon without session and environment is found when it was once seen as a descendant', async () => {
    const script =
      'env -i /usr/bin/setsid /bin/sleep 300 >/dev/null 2>&1 </dev/null & echo daemon $!; sleep 1';
    const tree = await start(trees, 'sh', '-c', script);
    const [daemon] = await announced(tree);
    await tree.exited;
    expect((await trees.leftovers(tree)).map((ref) => ref.pid)).toEqual([daemon]);
    await trees.stopTree(tree);
    expect(runs(daemon!)).toBe(false);
  });

  test('a daemon that nobody saw descend is found by the pipe it holds, however late we look', async () => {
    const host = hostProcessTable();
    const slow: ProcessTable = {
      list: () => host.list(),
      row: (pid) => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
        return host.row(pid);
      },
      variable: (pid, name) => host.variable(pid, name),
      openFiles: (pid) => host.openFiles?.(pid) ?? new Map<number, string>(),
      startTimeAt: (uptimeMs) => host.startTimeAt(uptimeMs),
    };
    const trees = new NativeProcessTree({ clock: systemClock, cgroupBase: null, table: slow });
    const script = '(env -i /usr/bin/setsid /bin/sleep 300 2>/dev/null </dev/null & echo daemon $!)';
    const tree = await start(trees, 'sh', '-c', script);
    const [daemon] = await announced(tree);
    await tree.exited;
    expect((await trees.leftovers(tree)).map((ref) => ref.pid)).toEqual([daemon]);
    await trees.killTree(tree);
    expect(runs(daemon!)).toBe(false);
  });
});

test('a program is started without a shell where there is none', async () => {
  const host = hostProcessTable();
  const begun: string[] = [];
  const looking: ProcessTable = {
    list: () => host.list(),
    row: (pid) => {
      begun.push(readlinkSync(`/proc/${pid}/exe`));
      return host.row(pid);
    },
    variable: (pid, name) => host.variable(pid, name),
    openFiles: (pid) => host.openFiles?.(pid) ?? new Map<number, string>(),
    startTimeAt: (uptimeMs) => host.startTimeAt(uptimeMs),
  };
  const bare = { clock: systemClock, setpriv: null, cgroupBase: null, table: looking };
  const tree = await start(new NativeProcessTree({ ...bare, shell: false }), process.execPath, '-e', '');
  expect(begun).toEqual([realpathSync(process.execPath)]);
  await tree.exited;
});

test('a program is born with a raised oom score and a session of its own', async () => {
  const trees = new NativeProcessTree({ clock: systemClock });
  const tree = await start(
    trees,
    'sh',
    '-c',
    'read x; cat /proc/self/oom_score_adj; cut -d" " -f5,6 /proc/$$/stat',
  );
  const output: Buffer[] = [];
  tree.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  tree.stderr.resume();
  tree.stdin.end('go\n');
  await tree.exited;
  await trees.leftovers(tree);
  await trees.drainOutput(tree);
  const own = Number(readFileSync('/proc/self/oom_score_adj', 'utf8'));
  const { pid } = tree.identity;
  expect(Buffer.concat(output).toString()).toBe(`${Math.min(1000, own + 300)}\n${pid} ${pid}\n`);
});

test('the watcher hears of each tree once when it starts and once when it is gone', async () => {
  const heard: string[] = [];
  const watcher: TreeWatcher = {
    treeStarted: (identity) => heard.push(`started ${identity.tag}`),
    membersSeen: () => {},
    treeEnded: (tag) => heard.push(`ended ${tag}`),
  };
  const trees = new NativeProcessTree({ clock: systemClock, watcher });
  const tree = await start(trees, 'true');
  const { tag } = tree.identity;
  expect(heard).toEqual([`started ${tag}`]);
  await tree.exited;
  await trees.leftovers(tree);
  await trees.killTree(tree);
  expect(heard).toEqual([`started ${tag}`, `ended ${tag}`]);
});

test.each([
  { name: 'a missing program', argv: ['no-such-program-here'], code: 'ENOENT' },
  { name: 'a file that is no program', argv: ['/etc/passwd'], code: 'EACCES' },
  { name: 'too long an argument', argv: ['sh', 'x'.repeat(3_000_000)], code: 'E2BIG' },
  { name: 'an argument with a NUL', argv: ['sh', 'a\0b'], code: 'EINVAL' },
])('$name is not started: $code', async ({ argv, code }) => {
  const trees = new NativeProcessTree({ clock: systemClock });
  const result = await trees.spawnTree({ argv, cwd: '/', env, tag: `${bootId}:bad:1` });
  expect(result).toMatchObject({ ok: false, fault: { code } });
});

test.runIf(setpriv !== null)('a program that exits 127 by itself is no missing program', async () => {
  const trees = new NativeProcessTree({ clock: systemClock });
  const tree = await start(trees, 'sh', '-c', 'exit 127');
  expect(await tree.exited).toMatchObject({ code: 127, signal: null });
  await trees.leftovers(tree);
});

test.each([
  { name: 'that also reached us never ran', signals: 1, signal: 'SIGINT', interrupted: true },
  { name: 'of its own is its own end', signals: 0, signal: 'SIGINT', interrupted: false },
  { name: 'that is no terminal’s is its own end', signals: 1, signal: 'SIGTERM', interrupted: false },
] as const)('a leader ended by a signal $name', async ({ signals, signal, interrupted }) => {
  let heard = 0;
  const trees = new NativeProcessTree({ clock: systemClock, interruptions: () => heard });
  const tree = await start(trees, 'sleep', '60');
  heard += signals;
  process.kill(tree.identity.pid, signal);
  expect(await tree.exited).toEqual({ code: null, signal, interrupted });
  await trees.leftovers(tree);
});

test('while the process list can not be looked at, nothing is gone; a stop and a kill go on when it can', async () => {
  const host = hostProcessTable();
  let blind = 0;
  const table: ProcessTable = {
    list: () => {
      if (blind === 0) return host.list();
      blind -= 1;
      throw Object.assign(new Error('EMFILE: too many open files, scandir /proc'), { code: 'EMFILE' });
    },
    row: (pid) => host.row(pid),
    variable: (pid, name) => host.variable(pid, name),
    startTimeAt: (uptimeMs) => host.startTimeAt(uptimeMs),
  };
  const trees = new NativeProcessTree({ clock: systemClock, table });
  for (const end of ['stopTree', 'killTree'] as const) {
    const tree = await start(trees, 'sleep', '600');
    blind = 3;
    await trees[end](tree);
    expect(blind).toBe(0);
    expect(runs(tree.identity.pid)).toBe(false);
    blind = 1;
    expect(await trees.leftovers(tree)).toEqual([]);
  }
});
