import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { filesKeptMs, flowNamed, type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { fileParam, keptUntil, putUpload, removeUpload } from '../../../test/support/uploaded-file.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { TaskMessage } from '../../ports/task-exchange.ts';
import { flowCatalog } from '../dispatch/flow-catalog.ts';
import { createTaskTaker } from './task-taker.ts';

let herd: Herd;
beforeEach(() => {
  herd = openHerd();
});
afterEach(() => herd.close());

/** Takes one task while the list of shops fails; how often it was asked for, and how often the task was acknowledged. */
async function take(failure: Error, task: object = { task_id: 't-1', flow: 'sync', shop_id: '1001' }) {
  const seen = { tries: 0, acks: 0, logged: [] as unknown[] };
  const silent = () => undefined;
  let deliver: (task: TaskMessage) => void = silent;
  const taker = createTaskTaker({
    exchange: {
      takeTasks: async (onTask) => {
        deliver = onTask;
        return { close: async () => undefined };
      },
      lookForShop: silent,
    },
    dispatcher: herd.dispatcher,
    history: {
      ...herd.store.history,
      shops: async () => {
        seen.tries += 1;
        throw failure;
      },
    },
    clock: herd.clock,
    logger: { debug: silent, info: silent, warn: silent, error: (fields) => seen.logged.push(fields) },
    timezone: 'UTC',
    onUnread: silent,
  });
  await taker.start();
  deliver({
    body: Buffer.from(JSON.stringify(task)),
    ...{ queue: 'q', exchange: 'e', routingKey: 'r', priority: null, expirationMs: null, expired: false },
    ...{ publishedAt: null, redelivered: false, properties: {} },
    ack: () => void (seen.acks += 1),
    requeue: silent,
  });
  return seen;
}

it('a task that can not be read is kept with why in both languages, grouped by the English', async () => {
  const seen = await take(new Error('no shop is asked for'), { shop_id: '1001', priority: 'soon' });
  await vi.waitFor(() => expect(seen.acks).toBe(1));
  const [kept] = await letters();
  expect(kept!.letter).toMatchObject({
    cause: 'MESSAGE: task_id is missing',
    words: { en: 'task_id is missing', zh: 'task_id 缺少此项' },
  });
});

it('of what is wrong with a task as much is kept as of an error of a run', async () => {
  const payload = { ['「'.repeat(100_000)]: '\ud800' };
  const seen = await take(new Error('no shop is asked for'), { task_id: 't-1', payload });
  await vi.waitFor(() => expect(seen.acks).toBe(1));
  const [kept] = await letters();
  const { words } = kept!.letter;
  expect([words?.en.length, words?.zh.length]).toEqual([4096, 4096]);
  const found = await herd.store.history.deadLetter({ seq: kept!.letter.seq });
  expect(found!.message!.properties['reason']).toBe(words?.en);
});

const letters = async () => (await herd.store.history.deadLetters({}, 10, null)).items;

it('a task that fails by no passing fault is kept as a dead letter after a few tries', async () => {
  const seen = await take(new RangeError('Maximum call stack size exceeded'));
  await vi.waitFor(async () => {
    await herd.clock.advance(1_000);
    expect(seen.acks).toBe(1);
  });
  expect(seen.tries).toBe(5);
  expect(seen.logged).toHaveLength(1);
  const [letter, ...more] = await letters();
  expect(more).toEqual([]);
  const found = await herd.store.history.deadLetter({ seq: letter!.letter.seq });
  expect(Buffer.from(found!.message!.body).toString()).toContain('"task_id":"t-1"');
  expect(found!.message!.properties['reason']).toContain('Maximum call stack size exceeded');
});

it('a task that the store does not take now is tried again for as long as it takes', async () => {
  const away = new DroverError(
    'store_unavailable',
    { en: 'away', zh: '断开' },
    { kind: 'operational', retryable: true },
  );
  const seen = await take(away);
  await vi.waitFor(async () => {
    await herd.clock.advance(10_000);
    expect(seen.tries).toBeGreaterThan(6);
  });
  expect([seen.acks, await letters()]).toEqual([0, []]);
});

it('a task that names a path where an uploaded file belongs is kept as a dead letter', async () => {
  const params = { properties: { file: { type: 'string', format: 'drover-file' } } };
  await herd.dispatcher.configure(flowCatalog([flowNamed('count', { params })], {}));
  const never = new Error('no shop is asked for');
  const seen = await take(never, { task_id: 't-1', flow: 'count', payload: { file: '/etc/passwd' } });
  await vi.waitFor(() => expect(seen.acks).toBe(1));
  const [letter] = await letters();
  const found = await herd.store.history.deadLetter({ seq: letter!.letter.seq });
  expect(found!.message!.properties['reason']).toContain('/file must name an uploaded file');
  expect((await herd.store.history.runs({}, 10, null)).items).toEqual([]);
});

it('tasks whose parameters do not fit are grouped by what is wrong, whatever they gave', async () => {
  const params = {
    properties: { day: { type: 'string', format: 'date' }, kind: { enum: ['new', 'old'] } },
    additionalProperties: false,
  };
  await herd.dispatcher.configure(flowCatalog([flowNamed('count', { params })], {}));
  const never = new Error('no shop is asked for');
  for (const payload of [
    { day: 'today', kind: 'nwe' },
    { day: 'a" (given: "b', kind: { x: 1 } },
    { day: 'today', dya: 1, kind: 'neu' },
    { day: 'today', shop: [], kind: -1.5 },
  ]) {
    const seen = await take(never, { task_id: 't-1', flow: 'count', payload });
    await vi.waitFor(() => expect(seen.acks).toBe(1));
  }
  const groups = await herd.store.history.deadLetterGroups({}, 10, null);
  expect(groups.items.map(({ cause, count }) => `${count} ${cause}`).sort()).toEqual([
    "2 MESSAGE: The parameters don't fit flow count: /day must be a date such as <n>-<n>-<n>; /kind must be one of: <value>, <value>.",
    "2 MESSAGE: The parameters don't fit flow count: <value> is not known here; known: day, kind; /day must be a date such as <n>-<n>-<n>; /kind must be one of: <value>, <value>.",
  ]);
});

it('a task that names an uploaded file keeps it; when it is gone, a dead letter says so', async () => {
  const never = new Error('no shop is asked for');
  await putUpload(herd.store, 'a', herd.clock.now());
  const task = { flow: 'sync', payload: { file: fileParam('a') } };
  const first = await take(never, { ...task, task_id: 't-1' });
  await vi.waitFor(() => expect(first.acks).toBe(1));
  expect(await keptUntil(herd.store, 'a')).toBe(herd.clock.now() + filesKeptMs);
  await removeUpload(herd.store, 'a');
  const second = await take(never, { ...task, task_id: 't-2' });
  await vi.waitFor(() => expect(second.acks).toBe(1));
  const [letter] = await letters();
  const found = await herd.store.history.deadLetter({ seq: letter!.letter.seq });
  expect(found!.message!.properties['reason']).toContain('/params/file. Send it again.');
});
