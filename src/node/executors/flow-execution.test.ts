import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createTestMemory, type TestMemory } from '../../../test/support/attempt-memory.ts';
import { killAll, livingOfBoot } from '../../../test/support/living-processes.ts';
import { systemClock } from '../../adapters/clock-system/system-clock.ts';
import type { LogStream, StartFrame } from '../../contract/link.ts';
import type { FlowDefinition } from '../../contract/manifest.ts';
import type { Execution, ExecutionEvents } from '../../ports/executor.ts';
import { NativeProcessTree } from '../process-tree/native-process-tree.ts';
import { FlowThreadPool } from './flow-thread-pool.ts';
import { createExecutorRegistry } from './registry.ts';

const bootId = `ntest${process.pid}.${randomUUID()}`;
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const fixture = join(import.meta.dirname, '../../../test/fixtures/flows/flows.ts');
const folder = mkdtempSync(join(tmpdir(), 'drover-flows-'));

afterAll(() => {
  killAll(livingOfBoot(bootId));
  rmSync(folder, { recursive: true });
});

function definition(name: string, inline: boolean, code: string): FlowDefinition {
  return {
    name,
    kind: 'flow',
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
    hash: 'h',
    program: {
      kind: 'flow',
      entry: fixture,
      config: fixture,
      code,
      inline,
      keep: false,
      cwd: folder,
      env: inline ? {} : { OWN: '1' },
    },
  };
}

interface Heard {
  readonly log: [LogStream, string][];
  readonly steps: Parameters<ExecutionEvents['step']>[0][];
  readonly progress: [number, string | null][];
  readonly files: string[];
  readonly memory: TestMemory;
  /** Resolves when a line of the log matches. */
  line(pattern: RegExp): Promise<void>;
}

let runs = 0;

/** Ways to execute a flow: in a process of its own, or in a thread. */
function executorOf(inline: boolean) {
  const threads = new FlowThreadPool({
    clock: systemClock,
    environment: { PATH: '/usr/bin:/bin' },
    workRoot: join(folder, 'work'),
    logger,
  });
  const surroundings = {
    ...{
      trees: new NativeProcessTree({ clock: systemClock }),
      bootId,
      workRoot: join(folder, 'work'),
      threads,
      logger,
    },
    ...{ environment: { PATH: '/usr/bin:/bin', SECRET: 'x' }, allow: [] },
  };
  function execute(name: string, frame: Partial<StartFrame> = {}, code = 'c1'): Execution & Heard {
    const heard = {
      log: [] as Heard['log'],
      steps: [] as Heard['steps'],
      progress: [] as Heard['progress'],
      files: [] as string[],
      memory: createTestMemory(),
    };
    let waiting: { pattern: RegExp; resolve: () => void }[] = [];
    runs += 1;
    const execution = createExecutorRegistry([definition(name, inline, code)], surroundings).start(
      {
        ...{
          t: 'start',
          run: `f:${runs}`,
          attempt: 1,
          flow: name,
          platform: 'pdd',
          shopId: '7',
          taskType: null,
        },
        ...{ params: { day: 'today' }, timeoutSeconds: 60 },
        ...frame,
      },
      {
        log: (stream, text) => {
          heard.log.push([stream, text]);
          waiting = waiting.filter(({ pattern, resolve }) => !pattern.test(text) || resolve());
        },
        step: (step) => heard.steps.push(step),
        progress: (value, note) => heard.progress.push([value, note]),
        artifact: async (source) => {
          heard.files.push(source.name);
          await source.close();
          return { stored: true };
        },
      },
      heard.memory,
    );
    const line = (pattern: RegExp): Promise<void> =>
      new Promise((resolve) => {
        if (heard.log.some(([, text]) => pattern.test(text))) resolve();
        else waiting.push({ pattern, resolve });
      });
    return { ...execution, ...heard, line };
  }
  return { execute, threads };
}

const failed = (type: string, message: unknown, code = 1): unknown => ({
  outcome: 'failed',
  code,
  // The matcher has no type of its own.
  error: expect.objectContaining({ type, message }) as unknown,
  output: null,
});

describe.each([false, true])('a TypeScript flow (inline: %s)', (inline) => {
  const { execute, threads } = executorOf(inline);
  afterAll(() => threads.close());
  afterEach(() => expect(readdirSync(join(folder, 'work'), { recursive: true })).toEqual([]));

  it('has its context; steps, log, progress, values to keep and output arrive', async () => {
    const flow = execute('everything');
    expect(await flow.done).toEqual({
      outcome: 'succeeded',
      code: 0,
      error: null,
      output: {
        a: { n: 1 },
        b: 'sent',
        shop: '7',
        platform: 'pdd',
        attempt: 1,
        params: { day: 'today' },
        run: `f:${runs}`,
      },
    });
    expect(flow.log.slice(0, 3).toSorted()).toEqual(
      [
        ['err', 'WARN loud'],
        ['out', 'plain'],
        ['out', 'printed'],
      ].toSorted(),
    );
    expect(flow.log.at(-1)?.[1]).toMatch(/^artifact: .*note\.txt$/);
    expect(flow.files).toEqual(['note.txt']);
    expect(flow.progress).toEqual([[0.5, 'half']]);
    expect(flow.steps).toEqual([
      { phase: 'start', id: 'one', name: 'one' },
      { phase: 'end', id: 'one', name: 'one', output: { n: 1 } },
      { phase: 'start', id: 'unkept', name: 'unkept' },
      { phase: 'end', id: 'unkept', name: 'unkept' },
    ]);
    expect(flow.memory.memos).toEqual([{ name: 'one', code: 'c1', value: { n: 1 } }]);
    expect(flow.memory.asked).toEqual(['memo one', 'begin mail', 'done mail']);
  });

  it('keeps the files that the flow did not wait for, and tells which could not be kept', async () => {
    const flow = execute('hasty');
    expect(await flow.done).toMatchObject({ outcome: 'succeeded', output: { done: true } });
    expect(flow.files.toSorted()).toEqual(['a.txt', 'b.txt']);
    expect(flow.log.map(([, text]) => text)).toContainEqual(
      expect.stringContaining('the file none.txt was not kept: ENOENT'),
    );
    const failing = execute('hasty', { params: { day: 'today', fail: true } });
    expect(await failing.done).toEqual(failed('EXIT', 'on purpose'));
    expect(failing.files.toSorted()).toEqual(['a.txt', 'b.txt']);
  });

  it('fails by an output that is nested too deep, and a step by such a value', async () => {
    const flow = execute('deep');
    expect(await flow.done).toEqual(
      failed('EXIT', 'RangeError: the output of the flow is nested deeper than 100 levels'),
    );
    expect(flow.log[0]?.[1]).toContain(`the step "deep" gave a value that can't be kept`);
    expect(flow.memory.memos).toEqual([]);
    if (inline) return;
    const written = execute('deep_end');
    expect(await written.done).toEqual(
      failed('EXIT', 'the output of the flow is nested deeper than 100 levels'),
    );
  });

  it('gets the values of ended steps back without executing them, for the same code only', async () => {
    const memos = [{ name: 'one', code: 'c1', value: { n: 41 } }];
    const same = execute('everything', { attempt: 2, memos });
    expect((await same.done).output).toMatchObject({ a: { n: 41 }, attempt: 2 });
    expect(same.steps.slice(0, 2)).toEqual([
      { phase: 'start', id: 'one', name: 'one' },
      { phase: 'end', id: 'one', name: 'one', output: { remembered: true } },
    ]);
    const changed = execute('everything', {
      attempt: 2,
      memos: [{ name: 'one', code: 'older', value: { n: 41 } }],
    });
    expect((await changed.done).output).toMatchObject({ a: { n: 1 } });
  });

  it('a step is over only when its value is durable', async () => {
    const memory = Promise.withResolvers<void>();
    const flow = execute('everything');
    flow.memory.gate = memory.promise;
    await expect.poll(() => flow.memory.asked).toEqual(['memo one']);
    expect(flow.steps).toHaveLength(1);
    memory.resolve();
    expect((await flow.done).outcome).toBe('succeeded');
  });

  it('what it throws is how it fails, with the step', async () => {
    const fails = execute('fails');
    expect(await fails.done).toEqual(failed('EXIT', 'it broke'));
    expect(fails.steps.at(-1)).toEqual({ phase: 'end', id: 'inner', name: 'inner', error: 'it broke' });
    expect(fails.log.map(([, text]) => text).join('\n')).toContain('flows.ts');
    expect(await execute('business').done).toEqual(failed('BUSINESS', 'no such order'));
    expect(await execute('login').done).toEqual(failed('LOGIN_EXPIRED', 'sign in again'));
    expect(await execute('twice').done).toEqual(
      failed('EXIT', expect.stringContaining('"same" is there twice')),
    );
    expect(await execute('odd').done).toEqual(failed('EXIT', expect.stringContaining('a Date (at at)')));
    expect(await execute('big').done).toEqual(failed('EXIT', expect.stringContaining('300002 bytes')));
    expect(await execute('absent').done).toEqual(
      failed('CONFIG', expect.stringContaining('the flow absent'), 5),
    );
  });

  it('a side effect happens once: known, held by another, or begun and never told', async () => {
    const flow = execute('onces');
    flow.memory.once.set('known', { state: 'done', value: 'from before' });
    expect((await flow.done).output).toEqual({
      tried: 'NotDone: not yet',
      broke: 'Error: who knows',
      known: 'from before',
    });
    expect(flow.memory.asked).toEqual(['begin tried', 'release tried', 'begin broke', 'begin known']);
    const busy = execute('claims');
    busy.memory.once.set('key', { state: 'busy', by: 'r9 attempt 1' });
    expect(await busy.done).toEqual(failed('TRANSIENT', expect.stringContaining('r9 attempt 1 is at it')));
    const unknown = execute('claims');
    unknown.memory.once.set('key', { state: 'unknown', by: 'r9 attempt 1' });
    expect(await unknown.done).toEqual(
      failed('BUSINESS', expect.stringMatching(/once "key": r9 attempt 1 began it/)),
    );
  });

  it.each([
    ['cancel', 'cancelled', null],
    ['timeout', 'timeout', 2],
    ['stop', 'stopped', null],
  ] as const)('ends when it is asked to: %s', async (reason, outcome, code) => {
    const waits = execute('waits');
    await waits.line(/waiting/);
    waits.stop(reason);
    expect(await waits.done).toMatchObject({ outcome, code });
    const tidies = execute('tidies');
    await tidies.line(/waiting/);
    tidies.stop(reason);
    expect(await tidies.done).toMatchObject({ outcome, code });
    expect(tidies.log.at(-1)).toEqual(['out', `told: ${reason}`]);
  });

  it('is ended after 5 s when it does not react', { timeout: 15_000 }, async () => {
    const spins = execute('spins');
    await spins.line(/waiting/);
    spins.stop('cancel');
    expect(await spins.done).toMatchObject({ outcome: 'cancelled', code: null });
  });

  it('is gone at once when it is killed', async () => {
    const spins = execute('spins');
    await spins.line(/waiting/);
    spins.kill();
    await spins.done;
    expect(livingOfBoot(bootId)).toEqual([]);
    expect((await execute('noop').done).outcome).toBe('succeeded');
  });

  it('sees no more of the environment of its node than a script', async () => {
    const { output } = await execute('environment').done;
    expect(output?.['env']).toMatchObject({ PATH: '/usr/bin:/bin' });
    expect(output?.['env']).not.toHaveProperty('SECRET');
  });

  it('an error that nobody waited for fails it', async () => {
    expect(await execute('strays').done).toEqual(
      failed('EXIT', expect.stringContaining('nobody waited for me')),
    );
  });
});

describe('inline flows', () => {
  const { execute, threads } = executorOf(true);
  afterAll(() => threads.close());

  it('neighbours of one that must be ended run again; those of a crash fail', {
    timeout: 15_000,
  }, async () => {
    const [neighbour, spins] = [execute('waits'), execute('spins')];
    await spins.line(/waiting/);
    spins.stop('timeout');
    expect(await spins.done).toMatchObject({ outcome: 'timeout', code: 2 });
    expect(await neighbour.done).toMatchObject({ outcome: 'stopped', code: null });
    const [other, exits] = [execute('waits'), execute('exits')];
    expect(await exits.done).toEqual(failed('EXIT', expect.stringContaining('died')));
    expect(await other.done).toEqual(failed('EXIT', expect.stringContaining('died')));
    expect((await execute('noop').done).outcome).toBe('succeeded');
  });

  it('a stray error leaves neighbours alone', async () => {
    const neighbour = execute('tidies');
    await neighbour.line(/waiting/);
    expect((await execute('strays').done).outcome).toBe('failed');
    neighbour.stop('cancel');
    expect(await neighbour.done).toMatchObject({ outcome: 'cancelled' });
  });

  it('changed code gets a thread of its own, and what runs goes on', async () => {
    const old = execute('tidies', {}, 'c1');
    await old.line(/waiting/);
    expect((await execute('noop', {}, 'c2').done).outcome).toBe('succeeded');
    expect((await execute('tidies', { memos: [] }, 'c2').line(/waiting/)) ?? null).toBeNull();
    old.stop('cancel');
    expect(await old.done).toMatchObject({ outcome: 'cancelled' });
  });
});

describe('a flow in a process of its own', () => {
  const { execute } = executorOf(false);

  it('that ends its process before it returns has failed', async () => {
    expect(await execute('exits').done).toEqual(
      failed('EXIT', 'the flow ended its process before it returned'),
    );
  });
});
