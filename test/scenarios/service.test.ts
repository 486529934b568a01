/** `drover start|stop|restart|status|logs`: the background server as people meet it, with real processes and real ends. */
// needs: python3
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { askToStop } from '../../src/cli/service/stop-request.ts';
import { type Client, createClient } from '../../src/client/client.ts';
import { runs } from '../support/living-processes.ts';
import { testCaller } from '../support/test-caller.ts';
import { elapse, until } from '../support/until.ts';
import { droverProgram, type Ended, type UpPlace, withUp } from '../support/up-process.ts';

const waitMs = 30_000;

interface Status {
  readonly condition: string;
  readonly pid: number | null;
  readonly nodePid: number | null;
  readonly uptimeMs: number | null;
  readonly version: string | null;
  readonly readiness: { readonly status: string } | null;
  readonly system: { readonly runs: Readonly<Record<string, number>> } | null;
}

async function withService(scenario: (place: UpPlace, client: () => Client) => Promise<void>): Promise<void> {
  await withUp(async (place) => {
    const config = {
      flows: [{ kind: 'command', name: 'nap', command: ['sleep', '300'], limits: [] }],
      schedules: [{ name: 'yearly nap', flow: 'nap', cron: '0 12 29 2 *', timezone: 'UTC' }],
    };
    writeFileSync(join(place.folder, 'drover.config.json'), JSON.stringify(config));
    await scenario(place, () =>
      createClient({
        url: place.url,
        token: readFileSync(join(place.dataFolder, 'cli.token'), 'utf8').trim(),
      }),
    );
  });
}

const env = (place: UpPlace): Record<string, string> => ({
  DROVER_CONFIG: join(place.folder, 'drover.config.json'),
});

/** A command that does not need a process of its own to show what it does. */
async function here(
  place: UpPlace,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const caller = testCaller(args, { folder: place.folder, env: { ...place.env, ...env(place), ...more } });
  const code = await runCommandLine(caller);
  return { code, out: caller.stdout(), err: caller.stderr() };
}

async function status(place: UpPlace): Promise<Status & { readonly code: number | null }> {
  const { code, out } = await here(place, ['status', '--json']);
  return { code, ...(JSON.parse(out) as Status) };
}

async function start(place: UpPlace): Promise<number> {
  const started = await here(place, ['start', '--json']);
  expect(started).toMatchObject({ code: 0, err: '' });
  return (JSON.parse(started.out) as { pid: number }).pid;
}

/** Runs a command line on a terminal, which is closed at its end, as a window is: what belongs to it hears HUP. */
async function onTerminal(place: UpPlace, args: readonly string[]): Promise<void> {
  const inTerminal = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
  const child = spawn('python3', ['-c', inTerminal, process.execPath, droverProgram, ...args], {
    cwd: place.folder,
    env: { ...place.env, ...env(place) },
    stdio: 'ignore',
  });
  expect((await once(child, 'exit'))[0]).toBe(0);
}

describe('a background server', () => {
  test('outlives its terminal; stop with 5 running children leaves none, and their runs go on at the next start', async () => {
    await withService(async (place, client) => {
      await onTerminal(place, ['start']);
      const first = await status(place);
      expect(first).toMatchObject({ code: 0, condition: 'running', readiness: { status: 'ready' } });
      expect(first.uptimeMs).toBeGreaterThan(0);
      const pid = first.pid ?? 0;
      expect(runs(pid)).toBe(true);

      for (let n = 0; n < 5; n++) await client().submit({ flow: 'nap', dedupeKey: `nap ${n}` });
      const busy = async (): Promise<boolean> => (await client().system()).runs.running === 5;
      await until('5 running runs', busy, waitMs);
      const shown = await place.drover(['status'], env(place));
      expect(shown.out).toMatch(new RegExp(`Process\\s+${pid}\\n`));
      expect(shown.out).toMatch(/Queue\s+running 5\n/);
      expect(shown.out).toMatch(/Next\s+20\d\d-02-29 \d\d:00:00(?: UTC)? yearly nap\n/);
      expect(shown.out).toMatch(/Nodes\s+1 of 1 connected, 5 of 5 slots busy\n/);

      expect(await here(place, ['stop'])).toMatchObject({ code: 0 });
      expect(place.living()).toEqual([]);
      expect(await status(place)).toMatchObject({ code: 3, condition: 'stopped', pid: null });

      await start(place);
      await until('the 5 runs going on', busy, waitMs);
      const { items } = await client().runs({ state: ['running'] });
      for (const { id, failures } of items) {
        expect(failures).toBe(0);
        expect((await client().attempts(id)).map(({ outcome }) => outcome)).toEqual(['stopped', null]);
      }
      // As Windows does it: no signal, only the request.
      const server = (await status(place)).pid ?? 0;
      askToStop(place.dataFolder, { graceMs: 0 });
      await until('the end of all', () => place.living().length === 0 && !runs(server), waitMs);
    });
  });

  test('killed with -9: status says so, start works and finds its node alive; stop ends a node without a server', async () => {
    await withService(async (place) => {
      const pid = await start(place);
      const node = (await status(place)).nodePid ?? 0;
      process.kill(pid, 'SIGKILL');
      await until('the end of the server', () => !runs(pid), waitMs);
      expect(await status(place)).toMatchObject({ code: 3, condition: 'killed', pid, nodePid: node });
      const shown = await here(place, ['status']);
      expect(shown.out).toContain(`process ${pid}, started`);
      expect(shown.out).toContain('ended without being stopped');
      expect(shown.out).toContain(`Its node lives on (process ${node})`);

      const again = await start(place);
      expect(await status(place)).toMatchObject({ condition: 'running', pid: again, nodePid: node });
      process.kill(again, 'SIGKILL');
      await until('the end of the server', () => !runs(again), waitMs);
      const stopped = await here(place, ['stop']);
      expect(stopped).toMatchObject({ code: 0 });
      expect(stopped.out).toContain(`process ${node}`);
      expect(place.living()).toEqual([]);
    });
  });

  test('a node is killed just before stop: its guard is waited for, and told when it takes too long', async () => {
    await withService(async (place, client) => {
      const pid = await start(place);
      const node = (await status(place)).nodePid ?? 0;
      const { run } = await client().submit({ flow: 'nap' });
      await until('the run', async () => (await client().run(run.id)).state === 'running', waitMs);
      const info: unknown = JSON.parse(readFileSync(join(place.dataFolder, 'node', 'node.pid'), 'utf8'));
      const { guardPid } = info as { guardPid: number };
      // A guard that sweeps for long.
      process.kill(guardPid, 'SIGSTOP');
      for (const one of [pid, node]) process.kill(one, 'SIGKILL');
      await until('their end', () => !runs(pid) && !runs(node), waitMs);
      const slow = await here(place, ['stop', '--timeout', '1s']);
      expect(slow).toMatchObject({ code: 1, out: '' });
      expect(slow.err).toContain(`The guard (process ${guardPid}) of a node that was killed`);
      let over = false;
      const stopped = here(place, ['stop']).finally(() => {
        over = true;
      });
      await elapse(500);
      expect(over).toBe(false);
      process.kill(guardPid, 'SIGCONT');
      expect(await stopped).toMatchObject({ code: 0 });
      expect(place.living()).toEqual([]);
    });
  });

  test('two starts at once: one wins, the other says why; a third one too; restart ends the old and starts a new', async () => {
    await withService(async (place) => {
      const both = await Promise.all([
        place.drover(['start'], env(place)),
        place.drover(['start'], env(place)),
      ]);
      expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
      const loser = both.find(({ code }) => code === 1);
      expect(loser?.err).toMatch(
        /Another drover start is under way|Drover is being started|Drover already runs/,
      );
      const { pid } = await status(place);
      const third = await here(place, ['start']);
      expect(third).toMatchObject({ code: 1 });
      expect(third.err).toContain(`Drover already runs in ${place.dataFolder}: process ${pid}, ${place.url}`);

      // A configuration that can't start keeps what runs.
      const config = join(place.folder, 'drover.config.json');
      const good = readFileSync(config, 'utf8');
      writeFileSync(config, '{"flows": [{"kind": "command", "name": "nap"}]}');
      const faulty = await here(place, ['restart']);
      expect(faulty).toMatchObject({ code: 2 });
      expect(faulty.err).toContain('command');
      expect((await status(place)).pid).toBe(pid);
      writeFileSync(config, good);
      const restarted = await here(place, ['restart']);
      expect(restarted).toMatchObject({ code: 0, err: '' });
      const after = await status(place);
      expect(after).toMatchObject({ condition: 'running' });
      expect(after.pid).not.toBe(pid);

      expect(await here(place, ['stop', '--force'])).toMatchObject({ code: 0 });
      expect(place.living()).toEqual([]);
    });
  });

  test('its log is shown and followed, with secrets masked', async () => {
    await withService(async (place, client) => {
      await start(place);
      const logs = await here(place, ['logs', '-n', '500', '--json']);
      const said = logs.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { msg: string; time: string });
      expect(said.filter(({ msg }) => msg === 'server started')).toHaveLength(1);
      expect(said.map(({ time }) => time)).toEqual(said.map(({ time }) => time).sort());
      // What is logged from now on is followed.
      const follow = place.start(['logs', '-f', '-n', '1'], env(place));
      await follow.prints(/\n/, waitMs);
      await client().setMaintenance(true, 'stock-taking with password=hunter22');
      await follow.prints(/WARN {2}server maintenance: nothing new starts .*password=\*\*\*/, waitMs);
      const node = (await status(place)).nodePid ?? 0;
      process.kill(node, 'SIGKILL');
      const killed = new RegExp(`WARN {2}server The local node \\(process ${node}\\) was killed \\(SIGKILL`);
      await follow.prints(killed, waitMs);
      const back = async (): Promise<boolean> => {
        const { system, nodePid } = await status(place);
        return system !== null && nodePid !== null && nodePid !== node;
      };
      await until('another node', back, waitMs);
      process.kill(follow.pid, 'SIGINT');
      expect(await follow.ended).toMatchObject({ code: 0 });
      expect(await here(place, ['stop'])).toMatchObject({ code: 0 });
      expect(await here(place, ['stop'])).toMatchObject({
        code: 0,
        out: 'Nothing runs here.\n',
      });
      expect(place.living()).toEqual([]);
    });
  });

  test('why it can not start: the port and who has it, every fault of the configuration', async () => {
    await withService(async (place) => {
      const pid = await start(place);
      const other = { ...env(place), DROVER_DATA: join(place.folder, 'other') };
      const port = await here(place, ['start'], other);
      expect(port).toMatchObject({ code: 1 });
      expect(port.err).toContain(`Port ${place.port} on 127.0.0.1 is in use by process ${pid} (`);
      expect(existsSync(join(place.folder, 'other', 'server.pid'))).toBe(false);
      const json = await here(place, ['start', '--json'], other);
      expect(JSON.parse(json.err)).toMatchObject({
        error: { code: 'port_used', details: { port: place.port } },
      });
      writeFileSync(join(place.folder, 'drover.config.json'), '{"flows": [{"name": 1}], "limit": {}}');
      const faulty = await here(place, ['start'], { ...other, DROVER_PORT: 'x' });
      expect(faulty).toMatchObject({ code: 2 });
      expect(faulty.err).toMatch(/DROVER_PORT[\s\S]*did you mean "limits"/);
      expect(await here(place, ['stop'])).toMatchObject({ code: 0 });
      expect(place.living()).toEqual([]);
    });
  });
});
