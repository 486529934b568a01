import { describe, expect, it } from 'vitest';
import { readTaskMessage, type TaskEnvelope } from './task-message.ts';

const now = Date.parse('2026-11-28T08:00:00Z');
const plain: TaskEnvelope = {
  routingKey: 'task.pdd.normal',
  priority: null,
  expirationMs: null,
  expired: false,
  publishedAt: null,
};
const task = { task_id: 't-1', shop_id: '1001', platform: 'pdd', task_type: 'sync_order' };
const bytes = (body: unknown) => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
const read = (more: object, envelope: Partial<TaskEnvelope> = {}) =>
  readTaskMessage(bytes({ ...task, ...more }), { ...plain, ...envelope }, now, 'Asia/Shanghai');
const requestOf = (more: object, envelope: Partial<TaskEnvelope> = {}) => {
  const reading = read(more, envelope);
  if (!reading.ok) throw new Error(reading.fault.en);
  return reading.request;
};
const faultOf = (reading: ReturnType<typeof readTaskMessage>) => (reading.ok ? null : reading.fault.en);
const dueIn = (more: object, envelope: Partial<TaskEnvelope> = {}) => {
  const { runAt } = requestOf(more, envelope);
  return runAt === undefined ? null : Date.parse(runAt) - now;
};

describe('a task message', () => {
  it('keeps every digit of ids that are numbers', () => {
    const body = '{"task_id":1234567890123456789,"shop_id":9007199254740993,"dedupe_key":-10000000000000001}';
    const reading = readTaskMessage(bytes(body), plain, now, 'Asia/Shanghai');
    expect(reading).toMatchObject({
      taskId: '1234567890123456789',
      request: { shopId: '9007199254740993', dedupeKey: '-10000000000000001' },
    });
  });

  it('with a number in its payload that would be changed is not understood, and the fault says where', () => {
    const body =
      '{"task_id":"t","payload":{"orders":[{"id":1234567890123456789}]},"trace":1234567890123456789}';
    const reading = readTaskMessage(bytes(body), plain, now, 'Asia/Shanghai');
    expect(faultOf(reading)).toBe(
      'payload/orders/0/id is a number whose last digits would be lost (1234567890123456789): send it as text, "1234567890123456789"',
    );
    expect(faultOf(read({ payload: { id: '1234567890123456789' } }))).toBeNull();
  });

  it.each([
    ['"dedupe_key":"k\\ud800"', 'dedupe_key'],
    ['"payload":{"a":["x\\udc00"]}', 'payload/a/0'],
  ])('with half of a character is not understood, and the fault says where: %s', (member, place) => {
    const reading = readTaskMessage(bytes(`{"task_id":"t",${member}}`), plain, now, 'Asia/Shanghai');
    expect(faultOf(reading)).toContain(`${place} has half of a character`);
    expect(faultOf(read({ payload: { a: '🐑' } }))).toBeNull();
  });

  it('is read field for field', () => {
    const reading = read({
      payload: { date: '2026-11-28', 名: 'x' },
      priority: 'high',
      created_at: '2026-11-28T15:59:59.250',
      retry_count: 1,
      max_retries: 5,
      flow: 'orders',
      dedupe_key: 'a:b',
      on_duplicate: 'queue',
      timeout_seconds: 90,
      expires_in_seconds: 600,
      tags: ['vip'],
    });
    expect(reading).toEqual({
      ok: true,
      taskId: 't-1',
      createdAt: now - 750,
      failures: 1,
      request: {
        flow: 'orders',
        platform: 'pdd',
        taskType: 'sync_order',
        shopId: '1001',
        params: { date: '2026-11-28', 名: 'x' },
        priority: 9,
        maxRetries: 5,
        dedupeKey: 'a:b',
        onDuplicate: 'queue',
        timeoutSeconds: 90,
        expiresInSeconds: 600,
        tags: ['vip'],
      },
    });
  });

  it('may be loosely typed: numbers for ids, null for absent, a platform in capitals, members unknown to us', () => {
    const request = requestOf({
      shop_id: 1001,
      platform: 'PDD',
      payload: null,
      priority: '7',
      max_retries: '2',
      x: 1,
    });
    expect(request).toEqual({
      platform: 'pdd',
      taskType: 'sync_order',
      shopId: '1001',
      priority: 7,
      maxRetries: 2,
    });
  });

  it('takes platform and shop from the routing key where the body has none', () => {
    expect(requestOf({ platform: null, shop_id: null }, { routingKey: 'task.temu.77' })).toMatchObject({
      platform: 'temu',
      shopId: '77',
    });
    expect(requestOf({ shop_id: '' }, { routingKey: 'task.pdd.low' })).not.toHaveProperty('shopId');
  });

  it.each<[unknown, number | null, string, number]>([
    ['low', 9, 'task.pdd.high', 1],
    [3, 9, 'task.pdd.high', 3],
    [12, null, 'task.pdd.high', 9],
    [undefined, 7, 'task.pdd.high', 7],
    [undefined, 10, 'task.pdd.low', 9],
    [undefined, null, 'task.pdd.high', 9],
    [undefined, null, 'task.pdd.1001', 5],
  ])(
    'has the priority of its body (%s), else of its property (%s), else of its key %s',
    (body, property, routingKey, wanted) => {
      expect(requestOf({ priority: body }, { priority: property, routingKey }).priority).toBe(wanted);
    },
  );

  it('is delayed by its expiration from when it was published', () => {
    expect(dueIn({}, { expirationMs: 5_000 })).toBe(5_000);
    expect(dueIn({ created_at: '2026-11-28T15:59:58' }, { expirationMs: 5_000 })).toBe(3_000);
    expect(dueIn({}, { expirationMs: 5_000, publishedAt: now - 1_000 })).toBe(4_000);
    // It would not be here any more if it were older than that: the time has another zone.
    expect(dueIn({ created_at: '2026-11-28T08:00:00' }, { expirationMs: 5_000 })).toBe(5_000);
    // It comes again for a retry; its creation is long past.
    expect(dueIn({ created_at: '2026-11-28T15:59:58', retry_count: 1 }, { expirationMs: 5_000 })).toBe(5_000);
    expect(dueIn({}, { expirationMs: 5_000, expired: true })).toBeNull();
  });

  it('is delayed by delay_seconds before its expiration, and by run_at before both', () => {
    expect(dueIn({ delay_seconds: 60 }, { expirationMs: 5_000 })).toBe(60_000);
    expect(dueIn({ delay_seconds: 60, created_at: '2026-11-28T15:59:30+08:00' })).toBe(30_000);
    expect(dueIn({ delay_seconds: 10, created_at: '2026-11-28T15:59:30+08:00' })).toBeNull();
    expect(dueIn({ delay_seconds: 60, run_at: '2026-11-28 16:10:00' }, { expirationMs: 5_000 })).toBe(
      600_000,
    );
    expect(dueIn({ run_at: now / 1000 + 30 })).toBe(30_000);
  });

  it('that is nested too deep is not understood', () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    const raw = Buffer.from(`{"task_id":"t-1","platform":"pdd","task_type":"x","payload":{"a":${deep}}}`);
    expect(faultOf(readTaskMessage(raw, plain, now, 'Asia/Shanghai'))).toBe(
      'it is nested deeper than 100 levels',
    );
  });

  it.each<[unknown, string]>([
    [Buffer.from([0xff, 0xfe, 0x41]), 'it is not UTF-8'],
    ['{"task_id": ', 'it is not JSON'],
    ['[1]', 'it is no JSON object'],
    ['null', 'it is no JSON object'],
    [{ platform: 'pdd', task_type: 'x' }, 'task_id'],
    [{ ...task, task_id: 'not this form' }, 'task_id must be 1 to 128 letters, digits or _ . : -'],
    [{ ...task, payload: 'text' }, 'payload'],
    [{ ...task, priority: 'urgent' }, 'priority must be high, normal, low or a number from 0 to 9'],
    [{ ...task, retry_count: -1 }, 'retry_count'],
    [{ ...task, run_at: 'tomorrow' }, 'run_at is not a time'],
    [{ ...task, shop_id: 'a b' }, 'shop_id must be 1 to 64 letters, digits or _ . @ -'],
    [{ ...task, on_duplicate: 'maybe' }, 'on_duplicate'],
  ])('that can not be understood says why: %j', (body, words) => {
    const raw = Buffer.isBuffer(body) ? body : bytes(body);
    expect(faultOf(readTaskMessage(raw, plain, now, 'Asia/Shanghai'))).toContain(words);
  });
});
