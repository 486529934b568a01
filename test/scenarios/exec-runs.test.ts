/** Calls of the exec API are runs: they outlive their callers, equal ones meet, and killed processes and faults lose nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { enginePaths, type RunningEngine } from '../../examples/engine/engine.ts';
import type { Run } from '../../src/contract/run.ts';
import { withEngineHerd } from '../support/engine-herd.ts';
import { execCall } from '../support/exec-call.ts';
import type { HerdProcess } from '../support/herd-process.ts';
import { until } from '../support/until.ts';

const endMs = 60_000;

/** Begins a call and resolves with its run once the headers are there; the call itself goes on. */
function begin(herd: HerdProcess, body: object, authorization?: string) {
  const opened = Promise.withResolvers<{ runId: string; cut: () => void }>();
  const answer = execCall(herd.url, body, {
    ...(authorization === undefined ? {} : { authorization }),
    onOpen: (runId, call) => opened.resolve({ runId, cut: () => call.destroy() }),
  });
  answer.catch(() => undefined);
  return { opened: opened.promise, answer };
}

/** An engine of another kind than the usual one: its addresses, its token, its words. */
const otherEngine = (url: string) => [
  {
    kind: 'engine',
    name: 'invoices',
    createUrl: url + enginePaths.create,
    queryUrl: url + enginePaths.query,
    cancelUrl: url + enginePaths.cancel,
    token: 'INVOICE_ENGINE_TOKEN',
    project: 'the-invoices',
    statuses: { completed: ['DONE'], failed: ['BROKEN'] },
    interval: '1s',
  },
];
const otherToken = 'token-of-the-invoice-engine';

const usual = { flows: otherEngine, env: { INVOICE_ENGINE_TOKEN: otherToken } };

test('a caller that is killed loses nothing; equal calls meet; cancels and faults; flows of other engines', async () => {
  await withEngineHerd(usual, async (herd, engine) => {
    await herd.up();
    await killedEqualAndCancelled(herd, engine);
    await bursts(herd, engine);
    await otherEngines(herd, engine);
  });
});

async function killedEqualAndCancelled(herd: HerdProcess, engine: RunningEngine): Promise<void> {
  const lone = await begin(herd, { project_id: 'lone', params: { engine: { takesMs: 1500 } } }).opened;
  lone.cut();
  const ended = await herd.ended(lone.runId, endMs);
  expect([ended.state, ended.source, ended.output?.['said']]).toEqual(['succeeded', 'exec', '0000-ok']);
  expect(engine.creates()).toBe(1);

  const params = { engine: { takesMs: 4000 } };
  const body = { project_id: 'p', sid: 'same', params };
  const first = begin(herd, body);
  const { runId } = await first.opened;
  const runs = await Promise.all([
    begin(herd, { ...body, phone_number: null }).opened,
    begin(herd, { ...body, params: { ...params, other: 1 } }).opened,
    begin(herd, body, 'Bearer another-token-111').opened,
    begin(herd, { ...body, version: 2 }).opened,
    begin(herd, { ...body, sid: '' }).opened,
    begin(herd, { ...body, sid: '' }).opened,
  ]);
  expect(runs.map((run) => run.runId === runId)).toEqual([true, false, false, false, false, false]);
  expect(new Set(runs.map((run) => run.runId)).size).toBe(runs.length);
  expect((await first.answer).frames[0]).toContain('"code":0,"message":"Success: 0000-ok","sid":"same"');
  expect(engine.creates()).toBe(1 + runs.length);

  const endless = begin(herd, { project_id: 'endless', sid: 's', params: { engine: { takesMs: null } } });
  const call = await endless.opened;
  await until('a create', () => engine.creates() === 2 + runs.length, endMs);
  await herd.client.cancel(call.runId);
  expect((await endless.answer).frames).toEqual([
    '{"code":55004,"message":"Task exec failed: CANCELLED","sid":"s","data":null}',
  ]);
}

/** Every second query is answered 500, every third connection is cut. */
async function bursts(herd: HerdProcess, engine: RunningEngine): Promise<void> {
  const before = engine.creates();
  const calls = Array.from({ length: 30 }, (_, n) =>
    begin(herd, { project_id: `burst ${n}`, params: { engine: { takesMs: 1500 } } }),
  );
  await until('30 tasks', () => engine.creates() === before + calls.length, endMs);
  engine.faults({ failEach: 2, dropEach: 3 });
  const answers = await Promise.all(calls.map((call) => call.answer));
  const { failed, dropped } = engine.faulted();
  expect(Math.min(failed, dropped)).toBeGreaterThan(calls.length / 2);
  engine.faults({});
  for (const { frames } of answers) expect(frames).toEqual([expect.stringContaining('"code":0,')]);
  expect(engine.creates()).toBe(before + calls.length);
}

async function otherEngines(herd: HerdProcess, engine: RunningEngine): Promise<void> {
  const submitted = async (script: object): Promise<Run> => {
    const { run } = await herd.client.submit({ flow: 'invoices', params: { engine: script, month: 11 } });
    return herd.ended(run.id, endMs);
  };
  const result = { code: '0000', msg: 'for {token}', data: { rows: 7 } };
  const [done, failed] = await Promise.all([
    submitted({ takesMs: 100, waiting: 'COMPLETED', final: 'DONE', result }),
    submitted({ takesMs: 100, final: 'BROKEN', error: 'no such month' }),
  ]);
  // The engine says whose token it was given; the token itself goes no further.
  expect(done).toMatchObject({ state: 'succeeded', output: { said: '0000-for ***', data: { rows: 7 } } });
  expect(failed).toMatchObject({
    state: 'failed',
    error: { type: 'ENGINE', step: 'task', message: 'Task exec failed: no such month' },
  });
  const asked = [...engine.tasks.values()].slice(-2).map(({ request }) => request);
  expect(asked[0]).toMatchObject({
    project_id: 'the-invoices',
    exec_position: 'EXECUTOR',
    params: { month: 11 },
  });
  const tasks = engine.tasks.size;
  const { run } = await herd.client.submit({ flow: 'invoices', params: { engine: { takesMs: null } } });
  await until('its task', () => engine.tasks.size > tasks, endMs);
  await herd.client.cancel(run.id);
  expect((await herd.ended(run.id, endMs)).state).toBe('cancelled');
  expect([...engine.tasks.values()].at(-1)?.cancelled).toBe(true);
}

test('a task that is not over at the deadline keeps its slot until a person cancels the run', async () => {
  await withEngineHerd({ env: { XIAOWU_RPA_TIMEOUT: '3', DROVER_ENGINE_SLOTS: '1' } }, async (herd) => {
    await herd.up();
    const never = begin(herd, { project_id: 'p', sid: 's', params: { engine: { takesMs: null } } });
    const { runId } = await never.opened;
    expect((await never.answer).frames).toEqual([
      '{"code":55003,"message":"Timeout error","sid":"s","data":null}',
    ]);
    const held = await until(
      'the word of it',
      async () => {
        const run = await herd.client.run(runId);
        return run.progress?.note === 'engine unresolved' ? run : undefined;
      },
      endMs,
    );
    expect(held.state).toBe('running');
    const next = await execCall(herd.url, { project_id: 'q', sid: 't', params: { engine: { takesMs: 10 } } });
    expect(next.frames).toEqual(['{"code":55003,"message":"Timeout error","sid":"t","data":null}']);
    await herd.client.cancel(runId);
    await herd.ended(runId, endMs);
    const free = await execCall(herd.url, { project_id: 'q', sid: 'u', params: { engine: { takesMs: 10 } } });
    expect(free.frames[0]).toContain('"code":0,');
  });
});

test.for(['server', 'node'] as const)(
  'kill -9 of the %s while 50 tasks are pending: all end right, 50 creates',
  async (victim) => {
    await withEngineHerd({}, async (herd, engine) => {
      const server = herd.launch('server');
      await herd.serving(server);
      herd.launch('node');
      const node = await herd.connected();
      const calls = Array.from({ length: 50 }, (_, n) =>
        begin(herd, { project_id: `p${n}`, sid: `s${n}`, params: { engine: { takesMs: 8_000 } } }),
      );
      const runs = await Promise.all(calls.map((call) => call.opened));
      await until(
        '50 tasks that are queried',
        () => engine.tasks.size === 50 && [...engine.tasks.values()].every((task) => task.queries > 0),
        endMs,
      );
      process.kill(victim === 'server' ? server : node.pid, 'SIGKILL');
      if (victim === 'server') await herd.serving(herd.launch('server'));
      else herd.launch('node');
      for (const { runId } of runs) expect((await herd.ended(runId, endMs)).state).toBe('succeeded');
      expect([engine.creates(), engine.tasks.size]).toEqual([50, 50]);
    });
  },
);

/** What is in a file; null: it has gone meanwhile, or is none. */
function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

test("the caller's token is nowhere in clear, neither while it runs nor after", async () => {
  const canary = 'canary-5f2e"\\/TOKEN-91c7';
  const forms = [
    canary,
    JSON.stringify(canary).slice(1, -1),
    encodeURIComponent(canary),
    Buffer.from(canary).toString('base64'),
  ];
  await withEngineHerd({ env: { LOG_LEVEL: 'trace' } }, async (herd) => {
    await herd.up();
    // Logs, output, the database and its journal, the node's spool, blobs: everything that it wrote.
    const found = (): string[] => {
      const files = readdirSync(herd.folder, { recursive: true, encoding: 'utf8' });
      for (const name of ['drover.db', 'drover.db-wal', 'results.ndjson', 'server.log', 'node.log'])
        expect(files.map((file) => basename(file))).toContain(name);
      return files.filter((file) => {
        const bytes = bytesOf(join(herd.folder, file));
        return forms.some((form) => bytes?.includes(form) === true);
      });
    };
    const call = (engine: object) => begin(herd, { project_id: 'p', params: { engine } }, `Bearer ${canary}`);
    const calls = [
      call({ takesMs: 3000, result: { code: '0000', msg: '{token}', data: { echo: '{token}' } } }),
      call({ takesMs: 100, final: 'FAILED', error: 'no: {token}' }),
      call({ create: { status: 500, body: { msg: 'bad token {token}' } } }),
      call({
        queries: [
          { status: 500, body: '{token}' },
          { status: 403, body: { detail: '{token}' } },
        ],
      }),
    ];
    const runs = await Promise.all(calls.map((one) => one.opened));
    expect(found()).toEqual([]);
    const answers = await Promise.all(calls.map((one) => one.answer));
    expect(answers.filter(({ text }) => forms.some((form) => text.includes(form)))).toEqual([]);
    const { client } = herd;
    for (const { runId } of runs) {
      const told: unknown[] = [await client.run(runId), await client.attempts(runId)];
      told.push(await client.timeline(runId), await client.why(runId), await client.diagnosis(runId));
      for await (const event of client.runEvents(runId)) told.push(event);
      const seen = JSON.stringify(told);
      expect(seen).toContain('"end"');
      expect(forms.filter((form) => seen.includes(form))).toEqual([]);
    }
    expect(found()).toEqual([]);
  });
});
