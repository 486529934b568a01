/** Every row of the outcome table of `POST /rpa/v1/exec`, against the stand-in engine over real HTTP, byte for byte. */
import { expect, test } from 'vitest';
import { badToken } from '../../examples/engine/engine.ts';
import { withEngineHerd } from '../support/engine-herd.ts';
import { execCall } from '../support/exec-call.ts';

const ok = { code: '0000', msg: '完成', data: { rows: 3, 名: '值' } };
/** Longest time of a run here, seconds. */
const timeoutSeconds = 12;

interface Row {
  readonly name: string;
  readonly engine: Readonly<Record<string, unknown>>;
  readonly frame: string;
  readonly authorization?: string;
}

const frame = (code: number, message: string, data: string): string =>
  `{"code":${code},"message":${JSON.stringify(message)},"sid":"SID","data":${data}}`;
const createFailed = (detail: string): string => frame(55001, `Create task error, detail: ${detail}`, 'null');
const queryFailed = (detail: string): string => frame(55002, `Query task error, detail: ${detail}`, 'null');

const rows: readonly Row[] = [
  {
    name: 'completed',
    engine: { takesMs: 100, result: ok },
    frame: frame(0, 'Success: 0000-完成', '{"rows":3,"名":"值"}'),
  },
  { name: 'result null', engine: { takesMs: 100, result: null }, frame: frame(0, 'Success: -1-', '{}') },
  {
    name: 'data null',
    engine: { takesMs: 100, result: { ...ok, data: null } },
    frame: frame(0, 'Success: 0000-完成', 'null'),
  },
  {
    name: 'data text',
    engine: { takesMs: 100, result: { ...ok, data: 'text' } },
    frame: frame(0, 'Success: 0000-完成', '{"value":"text"}'),
  },
  {
    name: 'data list',
    engine: { takesMs: 100, result: { ...ok, data: [1, 'two'] } },
    frame: frame(0, 'Success: 0000-完成', '{"value":[1,"two"]}'),
  },
  {
    name: 'numbers that are more exact than a double',
    engine: {
      queries: [
        {
          body: '{"code":"0000","data":{"execution":{"status":"COMPLETED","result":{"code":"0000","msg":"m","data":{"id":12345678901234567890,"price":1.0}}}}}',
        },
      ],
    },
    frame: frame(0, 'Success: 0000-m', '{"id":12345678901234567890,"price":1.0}'),
  },
  {
    name: 'failed without result',
    engine: { takesMs: 100, final: 'FAILED', error: 'the window is gone' },
    frame: frame(55004, 'Task exec failed: the window is gone', 'null'),
  },
  {
    name: 'failed with result',
    engine: {
      takesMs: 100,
      final: 'FAILED',
      error: 'x',
      result: { code: '5005', msg: '找不到元素', data: null },
    },
    frame: frame(55004, 'Task exec failed: 5005-找不到元素', 'null'),
  },
  {
    name: 'running goes on waiting',
    engine: { takesMs: 900, waiting: 'RUNNING', result: ok },
    frame: frame(0, 'Success: 0000-完成', '{"rows":3,"名":"值"}'),
  },
  {
    name: 'an unknown status goes on waiting',
    engine: { takesMs: 900, waiting: 'WARMING_UP', result: ok },
    frame: frame(0, 'Success: 0000-完成', '{"rows":3,"名":"值"}'),
  },
  ...['CANCELLED', 'TIMEOUT', 'UNKNOWN'].map((final) => ({
    name: `final ${final}`,
    engine: { takesMs: 100, final, result: null },
    frame: frame(55004, `Task exec failed: ${final}`, 'null'),
  })),
  { name: 'never over', engine: { takesMs: null }, frame: frame(55003, 'Timeout error', 'null') },
  {
    name: 'create 500',
    engine: { create: { status: 500, body: 'out of robots' } },
    frame: createFailed('500: Task creation failed: out of robots'),
  },
  {
    name: 'create 403 with a message',
    engine: { create: { status: 403, body: { detail: 'not yours' } } },
    frame: createFailed('403: Task creation failed: not yours'),
  },
  {
    name: 'create with another code',
    engine: { create: { body: { code: '5001', msg: 'no such project', data: null } } },
    frame: createFailed('500: Task creation failed: no such project'),
  },
  {
    name: 'create without an id',
    engine: { create: { body: { code: '0000', msg: 'ok', data: {} } } },
    frame: createFailed('500: Task creation failed: No task ID returned'),
  },
  {
    name: 'create malformed',
    engine: { create: { body: 'oops' } },
    frame: createFailed(
      '500: Task creation failed: the engine answered with something other than a JSON object',
    ),
  },
  {
    name: 'create without an answer',
    engine: { create: { instead: 'drop' } },
    frame: createFailed(
      '500: Task creation failed: the engine gave no answer: it closed the connection; whether a task was created is not known',
    ),
  },
  {
    name: 'a token that the engine does not take',
    engine: {},
    authorization: badToken,
    frame: createFailed('401: Task creation failed: Invalid API key'),
  },
  {
    name: 'queries that fail and recover',
    engine: {
      takesMs: 100,
      result: ok,
      queries: [
        { status: 500, body: 'x' },
        { body: '<html>' },
        { instead: 'drop' },
        { instead: 'half', body: { code: '0000' } },
        { status: 429, headers: { 'retry-after': '1' } },
        { body: { code: '9999', msg: 'busy' } },
      ],
    },
    frame: frame(0, 'Success: 0000-完成', '{"rows":3,"名":"值"}'),
  },
  {
    name: 'queries that never recover',
    engine: { takesMs: 100, queries: Array.from({ length: 400 }, () => ({ status: 503, body: 'away' })) },
    frame: queryFailed('503: Task status query failed: away'),
  },
  ...[401, 403, 404].map((status) => ({
    name: `query ${status}`,
    engine: { queries: [{ status, body: { detail: 'gone' } }] },
    frame: queryFailed(`${status}: Task status query failed: gone`),
  })),
];

test('every row of the table is answered byte for byte', async () => {
  const faults = await withEngineHerd(
    { env: { XIAOWU_RPA_TIMEOUT: String(timeoutSeconds) } },
    async (herd, engine) => {
      await herd.up();
      const found = await Promise.all(
        rows.map(async (row, n) => {
          const sid = `sid-${n}`;
          const body = { project_id: `p${n}`, sid, params: { engine: row.engine } };
          const authorization = row.authorization === undefined ? {} : { authorization: row.authorization };
          const { status, frames, text } = await execCall(herd.url, body, authorization);
          const wanted = row.frame.replace('SID', sid);
          const comments = text.replace(`data: ${wanted}\r\n\r\n`, '');
          const pings = /^(: ping - \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00\r\n\r\n)*$/.test(comments);
          if (status === 200 && frames.length === 1 && frames[0] === wanted && pings) return [];
          return [`${row.name}: ${status} ${JSON.stringify(text)} instead of ${wanted}`];
        }),
      );
      // One create for each, whatever came of it; the wrong token's is refused before it counts.
      if (engine.creates() !== rows.length - 1) found.push([`${engine.creates()} creates`]);
      return found.flat();
    },
  );
  expect(faults).toEqual([]);
});

test('addresses that are none, and an engine that is not there, are told', async () => {
  const told = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    withEngineHerd({ env }, async (herd, engine) => {
      await herd.up();
      const { frames } = await execCall(herd.url, { project_id: 'p', sid: 's' });
      return [...frames, `${engine.creates()} creates`];
    });
  expect(await told({ XIAOWU_RPA_TASK_CREATE_URL: 'nonsense' })).toEqual([
    '{"code":55101,"message":"Create Task Url Invalid","sid":"s","data":null}',
    '0 creates',
  ]);
  expect(await told({ XIAOWU_RPA_TASK_QUERY_URL: '' })).toEqual([
    '{"code":55102,"message":"Query Task Url Invalid","sid":"s","data":null}',
    '0 creates',
  ]);
  expect(await told({ XIAOWU_RPA_TASK_CREATE_URL: 'http://127.0.0.1:9/create' })).toEqual([
    '{"code":55001,"message":"Create task error, detail: 500: Task creation failed: the engine gave no answer: it refuses connections","sid":"s","data":null}',
    '0 creates',
  ]);
});

test('without a node, a call ends at its deadline', async () => {
  await withEngineHerd({ env: { XIAOWU_RPA_TIMEOUT: '2' } }, async (herd) => {
    await herd.serving(herd.launch('server'));
    const { frames } = await execCall(herd.url, { project_id: 'p', sid: 's' });
    expect(frames).toEqual(['{"code":55003,"message":"Timeout error","sid":"s","data":null}']);
  });
});
