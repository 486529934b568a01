import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestMemory } from '../../../test/support/attempt-memory.ts';
import { type Heard, listen } from '../../../test/support/heard-execution.ts';
import { fixtureProgram, killAll, livingOfBoot, runs } from '../../../test/support/living-processes.ts';
import { elapse, until } from '../../../test/support/until.ts';
import { systemClock } from '../../adapters/clock-system/system-clock.ts';
import type { StartFrame } from '../../contract/link.ts';
import type { FlowProgram } from '../../contract/manifest.ts';
import { ownWordsIn } from '../../contract/own-words.ts';
import type { Execution } from '../../ports/executor.ts';
import { NativeProcessTree } from '../process-tree/native-process-tree.ts';
import { createExecutorRegistry } from './registry.ts';

const bootId = `ntest${process.pid}.${randomUUID()}`;
let interruptions = 0;
const trees = new NativeProcessTree({ clock: systemClock, interruptions: () => interruptions });
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-executors-'));
});
afterAll(() => {
  killAll(livingOfBoot(bootId));
  rmSync(folder, { recursive: true });
});

let attempts = 0;

function execute(
  program:
    | Partial<Extract<FlowProgram, { kind: 'command' }>>
    | Partial<Extract<FlowProgram, { kind: 'script' }>>,
  frame: Partial<StartFrame> = {},
  logRoom: () => Promise<void> | null = () => null,
): Execution & Heard {
  const common = { cwd: folder, encoding: 'utf-8', env: {} };
  const whole: FlowProgram =
    program.kind === 'script'
      ? { ...common, interpreter: [], args: [], entry: '', ...program, kind: 'script' }
      : { ...common, command: ['true'], ...program, kind: 'command' };
  const flow = {
    name: 'flow',
    kind: whole.kind,
    title: null,
    description: null,
    match: null,
    params: {},
    timeoutSeconds: 60,
    retry: { max: 0 },
    pool: 'default',
    limits: [],
    expiresInSeconds: null,
    tags: [],
    manualMinutes: null,
    expected: null,
    dedupe: null,
    hash: 'x',
    program: whole,
  };
  const executor = createExecutorRegistry([flow], {
    trees,
    bootId,
    workRoot: join(folder, 'work'),
    environment: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', SECRET: 'x', EXTRA_A: 'a', HOME: '/h' },
    allow: ['EXTRA_*'],
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  const { heard, events } = listen(logRoom);
  attempts += 1;
  const execution = executor.start(
    {
      t: 'start',
      run: `r:${attempts}`,
      attempt: 1,
      flow: 'flow',
      platform: 'pdd',
      shopId: '1001',
      taskType: 'sync',
      params: { date: '2026-11-22' },
      timeoutSeconds: 60,
      ...frame,
    },
    events,
    createTestMemory(),
  );
  return { ...execution, ...heard };
}

const node = process.execPath;
const sh = (line: string): string[] => ['sh', '-c', line];

describe('a program', () => {
  it('waits in its own write while its log has no room, and is read to its end, however long that takes', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const execution = execute(
      { command: sh('echo begun >&2; seq 100000; echo written >&2; echo done > gone.txt') },
      {},
      () => (execution.log.length > 10_000 ? gate : null),
    );
    await execution.line(/^5000$/);
    // Longer than an unread pipe of a program that has ended is waited for.
    await elapse(1_500);
    expect(execution.log.length).toBeLessThan(12_000);
    expect(existsSync(join(folder, 'gone.txt'))).toBe(false);
    open();
    expect(await execution.done).toMatchObject({ outcome: 'succeeded' });
    expect(execution.log.filter(([stream]) => stream === 'out')).toHaveLength(100_000);
    expect(execution.log.filter(([stream]) => stream === 'sys')).toEqual([]);
  });

  it('that prints GBK undeclared is told so once, with what to declare', async () => {
    const gbk = sh("printf '\\316\\304\\n\\316\\304\\n'; printf '\\316\\304\\n' >&2");
    const undeclared = execute({ command: gbk });
    await undeclared.done;
    const remarks = undeclared.log.filter(([stream]) => stream === 'sys');
    expect(remarks).toEqual([['sys', expect.stringContaining("encoding: 'gbk'")]]);
    expect(ownWordsIn(remarks[0]?.[1] ?? '', 'zh')).toMatch(/^输出不是 UTF-8 编码/);
    const declared = execute({ command: gbk, encoding: 'gbk' });
    await declared.done;
    expect(declared.log.map(([, text]) => text)).toEqual(['文', '文', '文']);
  });

  it('that has ended with output unread for lack of room is waited for', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const execution = execute({ command: sh('seq 5000; echo done > ended.txt') }, {}, () => gate);
    await until('its end', () => existsSync(join(folder, 'ended.txt')), 10_000);
    await elapse(1_500);
    expect(execution.log).toEqual([]);
    open();
    expect(await execution.done).toMatchObject({ outcome: 'succeeded' });
    expect(execution.log).toHaveLength(5_000);
  });

  it('that ends with 0 succeeds; its messages become steps, progress and output', async () => {
    const execution = execute({ command: [node, fixtureProgram('says-everything.mjs')] });
    expect(await execution.done).toEqual({
      outcome: 'succeeded',
      code: 0,
      error: null,
      output: { orders: 3, attempt: '1' },
    });
    expect(execution.steps).toEqual([
      { phase: 'start', id: 's1', name: 'login', input: { shop: '1001' } },
      { phase: 'end', id: 's1', name: 'login', output: { ok: true } },
      { phase: 'start', id: 's2', name: 'orders' },
      { phase: 'end', id: 's2', name: 'orders' },
    ]);
    expect(execution.progress).toEqual([[0.4, 'half']]);
    expect(execution.log.filter(([stream]) => stream !== 'err')).toEqual([
      ['out', 'signing in to 1001'],
      ['out', '::drover::{not json'],
      ['sys', expect.stringContaining('not JSON')],
    ]);
    expect(execution.log).toContainEqual(['err', 'a word on stderr']);
  });

  it('that fails says why: the end of stderr, or the class that it names', async () => {
    const plain = execute({ command: [node, fixtureProgram('says-everything.mjs'), '3'] });
    expect(await plain.done).toMatchObject({
      outcome: 'failed',
      code: 1,
      error: { type: 'EXIT', message: 'a word on stderr', step: 'orders' },
    });
    const named = execute({
      command: [node, fixtureProgram('says-everything.mjs'), '1', 'LOGIN_EXPIRED', 'signed out'],
    });
    expect(await named.done).toMatchObject({
      code: 1,
      error: { type: 'LOGIN_EXPIRED', message: 'signed out' },
    });
    expect(named.steps.at(-1)).toMatchObject({ phase: 'end', id: 's2' });
    expect(named.steps.at(-1)?.error).toContain('failed');
  });

  it('gets the allowed environment, its parameters and filled templates, and leaves no folder', async () => {
    const execution = execute({
      command: [
        node,
        fixtureProgram('tells-environment.mjs'),
        '{shop_id}',
        'on {param.date}',
        '{params_json}',
      ],
      env: { MINE: '1' },
    });
    const { output } = await execution.done;
    expect(output).toMatchObject({
      args: ['1001', 'on 2026-11-22', '{"date":"2026-11-22"}'],
      params: { date: '2026-11-22' },
      mode: '600',
      artifacts: true,
      env: {
        MINE: '1',
        EXTRA_A: 'a',
        DROVER_RUN_ID: `r:${attempts}`,
        DROVER_PLATFORM: 'pdd',
        PYTHONUNBUFFERED: '1',
      },
    });
    expect(JSON.stringify(output)).not.toContain('SECRET');
    expect(readdirSync(join(folder, 'work'))).toEqual([]);
  });

  it('is not begun for a run without what its arguments name', async () => {
    const begun = join(folder, 'begun');
    const { outcome, code, error } = await execute(
      { command: ['touch', begun, '{shop_id}'] },
      { shopId: null },
    ).done;
    expect([outcome, code, error?.type]).toEqual(['failed', 5, 'CONFIG']);
    expect(error?.message).toContain('nothing for {shop_id}');
    expect(existsSync(begun)).toBe(false);
  });

  it.each([
    ['an unknown command', { command: ['no-such-program'] }, 5, 'CONFIG', 'no-such-program'],
    ['a missing folder', { command: ['true'], cwd: '/no/such/folder' }, 5, 'CONFIG', '/no/such/folder'],
    [
      'a file that is not executable',
      { command: [fixtureProgram('says-everything.mjs')] },
      4,
      'PERMISSION',
      'says-everything',
    ],
    ['an unknown encoding', { encoding: 'klingon' }, 5, 'CONFIG', 'klingon'],
    ['a missing script', { kind: 'script' as const, entry: '/no/such.py' }, 5, 'CONFIG', '/no/such.py'],
    ['a kill by the system', { command: sh('kill -9 $$') }, 3, 'RESOURCES', 'killed by the system'],
    ['a signal', { command: sh('kill -SEGV $$') }, 1, 'EXIT', 'SIGSEGV'],
    ['an exit without a word', { command: sh('exit 7') }, 1, 'EXIT', 'exit code 7'],
  ])('%s ends with the right status code', async (_, program, code, type, words) => {
    const result = await execute(program).done;
    expect(result).toMatchObject({ outcome: 'failed', code, error: { type } });
    expect(result.error?.message).toContain(words);
  });

  it('names the parameter that fits in no argument, and where the program can read it', async () => {
    const command = ['true', '--note={param.note}', '{param.list.0}'];
    const script = { kind: 'script' as const, entry: fixtureProgram('says-everything.mjs'), args: command };
    for (const program of [{ command }, script]) {
      const nul = await execute(program, { params: { note: 'a\0b', list: [] } }).done;
      expect(nul).toMatchObject({ outcome: 'failed', code: 5, error: { type: 'CONFIG' } });
      expect(nul.error?.message).toMatch(
        /^the parameter "note" contains a NUL character, .*DROVER_PARAMS_FILE/,
      );
    }
    const long = await execute({ command }, { params: { note: 'x', list: ['y'.repeat(200_000)] } }).done;
    if (process.platform === 'linux')
      expect(long.error?.message).toMatch(
        /^the parameter "list.0" makes an argument of 200000 bytes, .* at most 131071; .*DROVER_PARAMS_FILE/,
      );
    const many = Array.from({ length: 100 }, () => '{param.note}');
    const all = await execute({ command: ['true', ...many] }, { params: { note: 'x'.repeat(100_000) } }).done;
    expect(all).toMatchObject({ code: 5, error: { type: 'CONFIG' } });
    expect(all.error?.message).toMatch(/too long together; .*DROVER_PARAMS_FILE/);
  });

  it('whose message is too long is told how long it may be, and that its output was left out', async () => {
    const print = (value: string) => `process.stdout.write('::drover::' + JSON.stringify(${value}) + '\\n');`;
    const tooLong = print(`{ output: { text: 'x'.repeat(5_000_000) } }`);
    const said = async (code: string) => {
      const execution = execute({ command: [node, '-e', code] });
      const { outcome, output } = await execution.done;
      return {
        outcome,
        output,
        sys: execution.log.filter(([stream]) => stream === 'sys').map(([, text]) => text),
      };
    };
    const reason = 'it is too large: 5000032 characters; a message may have 524288, and an output 262144';
    expect(await said(tooLong)).toEqual({
      ...{ outcome: 'succeeded', output: null },
      sys: [
        `the line before looks like a message, but: ${reason}`,
        `the run has no output: the last one that the program gave was left out: ${reason}`,
      ],
    });
    expect(await said(print('{ output: { n: 1 } }') + tooLong)).toMatchObject({
      output: { n: 1 },
      sys: [expect.anything(), expect.stringMatching(/^the output of the run is an earlier one: /)],
    });
    expect((await said(tooLong + print('{ output: { n: 2 } }'))).sys).toHaveLength(1);
  });

  it('is refused when its flow is unknown', async () => {
    expect(await execute({}, { flow: 'other' }).done).toMatchObject({ outcome: 'refused', code: 5 });
  });

  it('that is a script runs by its ending', async () => {
    const execution = execute({ kind: 'script', entry: fixtureProgram('says-everything.mjs'), args: ['0'] });
    expect(await execution.done).toMatchObject({ outcome: 'succeeded' });
  });

  it('that is a script in Python is checked under the tag of its attempt, for the guard to find', async () => {
    const [python, entry] = [join(folder, 'python3'), join(folder, 'flow.py')];
    writeFileSync(python, `#!/bin/sh\necho "$DROVER_TREE_TAG" >> ${folder}/tags\n`, { mode: 0o700 });
    writeFileSync(entry, '');
    await execute({ kind: 'script', entry, interpreter: [python] }, { run: 'r:checked' }).done;
    expect(readFileSync(join(folder, 'tags'), 'utf8')).toBe(`${bootId}:r:checked:1\n`.repeat(2));
  });

  it('speaks GBK when its flow says so', async () => {
    const execution = execute({
      command: sh("printf '\\311\\314\\306\\267\\n'; printf '\\266\\251\\265\\245' >&2; exit 1"),
      encoding: 'gbk',
    });
    expect(await execution.done).toMatchObject({ error: { message: '订单' } });
    expect(execution.log).toContainEqual(['out', '商品']);
  });

  it('is heard live', async () => {
    const execution = execute({ command: ['sh', fixtureProgram('polite.sh')] });
    await execution.line(/^ready$/);
    execution.kill();
    await execution.done;
  });
});

describe('stopping', () => {
  it('a program that a Ctrl-C hit before it had a session of its own is run again', async () => {
    const { done, line } = execute({ command: ['sh', '-c', 'echo pid $$; exec sleep 60'] });
    const [, pid] = await line(/pid (\d+)/);
    interruptions += 1;
    process.kill(Number(pid), 'SIGINT');
    expect(await done).toEqual({ outcome: 'stopped', code: null, error: null, output: null });
  });

  it('a success needs an exit 0 that came before the stop', async () => {
    const execution = execute({ command: ['sh', fixtureProgram('polite.sh')] });
    await execution.line(/^ready$/);
    execution.stop('timeout');
    expect(await execution.done).toMatchObject({ outcome: 'timeout', code: 2, error: { type: 'TIMEOUT' } });
    expect(execution.log).toContainEqual(['out', 'bye']);
  });

  it('a cancel ends the whole tree within 6 s, even one that ignores SIGTERM', async () => {
    const execution = execute({ command: ['sh', fixtureProgram('stubborn.sh')] });
    const pids = [await execution.line(/^child (\d+)/), await execution.line(/^grandchild (\d+)/)].map((m) =>
      Number(m[1]),
    );
    const at = systemClock.uptimeMs();
    execution.stop('cancel');
    expect(await execution.done).toMatchObject({ outcome: 'cancelled', code: null, error: null });
    expect(pids.filter(runs)).toEqual([]);
    expect(systemClock.uptimeMs() - at).toBeLessThan(6_500);
  });

  it('a kill ends it at once', async () => {
    const execution = execute({ command: ['sh', fixtureProgram('stubborn.sh')] });
    const pids = [await execution.line(/^child (\d+)/), await execution.line(/^grandchild (\d+)/)].map((m) =>
      Number(m[1]),
    );
    const at = systemClock.uptimeMs();
    execution.kill();
    await execution.done;
    expect(pids.filter(runs)).toEqual([]);
    expect(systemClock.uptimeMs() - at).toBeLessThan(2_000);
  });

  it('what a finished program left behind is stopped, and said, before there is a result', async () => {
    const execution = execute({ command: ['sh', fixtureProgram('leaves-daemon.sh')] });
    const pid = Number((await execution.line(/^daemon (\d+)/))[1]);
    expect(await execution.done).toMatchObject({ outcome: 'succeeded' });
    expect(runs(pid)).toBe(false);
    expect(execution.log).toContainEqual(['sys', expect.stringMatching(`left processes behind.*${pid}`)]);
  });

  it('that comes while this is done does not undo a success', async () => {
    const execution = execute({ command: ['sh', fixtureProgram('leaves-daemon.sh')] });
    await execution.line(/left processes behind/);
    execution.stop('cancel');
    expect(await execution.done).toMatchObject({ outcome: 'succeeded' });
  });

  it('one that comes before the start prevents it', async () => {
    const mark = join(folder, 'started');
    const execution = execute({ command: ['touch', mark] });
    execution.stop('cancel');
    expect(await execution.done).toMatchObject({ outcome: 'cancelled' });
    expect(existsSync(mark)).toBe(false);
  });
});

it('an attempt whose command can not be made ends as failed', async () => {
  // More than can be written as JSON.
  const params = { deep: JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown };
  expect(await execute({}, { params }).done).toMatchObject({
    outcome: 'failed',
    error: { message: expect.stringContaining('the node could not prepare the attempt') as string },
  });
});
