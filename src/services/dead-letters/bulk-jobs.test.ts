import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countingIds, makeDeadLetters, sevenCauses } from '../../../test/support/dead-letters.ts';
import { flowNamed, type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import type { BulkJob, ParsedBulkRequest } from '../../contract/dead-letter.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { type BulkJobs, createBulkJobs } from './bulk-jobs.ts';

const dated = { type: 'object', properties: { n: { type: 'integer', maximum: 1_000_000 } }, required: ['n'] };
const seven = (n: number) =>
  (sevenCauses[n % 7] ?? sevenCauses[0])?.(n) ?? { type: 'EXIT' as const, message: '' };

let herd: Herd;
let jobs: BulkJobs;
beforeEach(() => {
  herd = openHerd({ flows: [flowNamed('sync', { params: dated }), flowNamed('goods')] });
  jobs = jobsOf(herd);
});
afterEach(async () => {
  jobs.stop();
  await herd.close();
});

const ids = countingIds();

/** The runner of one server. */
function jobsOf({ store, dispatcher, clock }: Herd, logged: string[] = []): BulkJobs {
  const silent = () => undefined;
  const logger = {
    debug: silent,
    info: silent,
    warn: silent,
    error: (_: object, message: string) => void logged.push(message),
  };
  return createBulkJobs({ dispatcher, history: store.history, clock, ids, logger });
}

async function until(job: BulkJob, holds: (now: BulkJob) => boolean, maxMs: number): Promise<BulkJob> {
  for (let passed = 0; ; passed += 100) {
    const now = await jobs.get(job.id);
    if (holds(now)) return now;
    if (passed >= maxMs) throw new Error(`not within ${maxMs} ms: ${JSON.stringify(now)}`);
    await herd.clock.advance(100);
  }
}

/** Both ends of every link, and what else must agree. */
async function expectLinked(ids: readonly string[], retried: number): Promise<void> {
  const found = new Set<string>();
  for (const id of ids) {
    const old = await herd.run(id);
    const letter = await herd.store.history.deadLetter({ runId: id });
    expect(letter?.letter.state).toBe(old.retriedAs === null ? 'open' : 'retried');
    expect(letter?.letter.retriedAs).toBe(old.retriedAs);
    if (old.retriedAs === null) continue;
    const run = await herd.run(old.retriedAs);
    expect(run.retryOf).toBe(id);
    expect(run.id).not.toBe(id);
    found.add(run.id);
  }
  expect(found.size).toBe(retried);
  const all = await herd.store.history.runs({}, 200, null);
  expect(all.items.length).toBeGreaterThan(0);
}

const runCount = async () => herd.store.write((tx) => tx.lastRunSeq());

describe('5,000 dead letters of 7 causes', () => {
  it('are grouped right and retried at 50/s, cancelled half-way and resumed, each once', {
    timeout: 60_000,
  }, async () => {
    const ids = await makeDeadLetters(herd, 5000, seven);
    const groups = await herd.store.history.deadLetterGroups({ states: ['open'] }, 50, null);
    expect(groups.items.map((group) => group.count).toSorted((a, b) => a - b)).toEqual([
      714, 714, 714, 714, 714, 715, 715,
    ]);
    expect(new Set(groups.items.map((group) => group.cause.split(':')[0]))).toEqual(
      new Set(['EXIT', 'TIMEOUT', 'PAGE_CHANGED', 'RISK_CONTROL', 'BUSINESS', 'TRANSIENT']),
    );
    expect(groups.items[0]).toMatchObject({ shops: 715, flows: 1 });
    expect(groups.next).toBeNull();

    const job = await jobs.create({ action: 'retry', filter: {}, ratePerSecond: 50 }, 'ann');
    expect(job).toMatchObject({ state: 'running', total: 5000, done: 0 });
    for (let second = 1; second <= 50; second++) {
      await herd.clock.advance(1000);
      const { done } = await jobs.get(job.id);
      expect(done).toBeLessThanOrEqual(1 + 50 * second);
      expect(done).toBeGreaterThanOrEqual(50 * second - 5);
    }
    const half = await jobs.command(job.id, 'cancel');
    expect(half).toMatchObject({ state: 'cancelled', failed: 0, percent: expect.closeTo(50, 0) as number });
    await herd.clock.advance(10_000);
    expect(await jobs.get(job.id)).toEqual(half);
    expect(await runCount()).toBe(5000 + half.done);

    expect(await jobs.command(job.id, 'resume')).toMatchObject({
      state: 'running',
      done: half.done,
      endedAt: null,
    });
    const last = await until(job, (now) => now.state !== 'running', 60_000);
    expect(last).toMatchObject({
      state: 'done',
      total: 5000,
      done: 5000,
      failed: 0,
      skipped: 0,
      percent: 100,
      faults: [],
    });
    expect(await runCount()).toBe(10_000);
    await expectLinked(ids, 5000);
    await expect(jobs.command(job.id, 'resume')).rejects.toMatchObject({ code: 'job_ended' });
  });
});

describe('a bulk job', () => {
  const failedAlike = (n: number) => ({ type: 'EXIT' as const, message: `exit ${n}` });
  const some = async (count: number) => makeDeadLetters(herd, count, failedAlike);

  it('goes on after the server has ended, and repeats nothing', async () => {
    const ids = await some(60);
    const job = await jobs.create({ action: 'retry', filter: {}, ratePerSecond: 20 }, 'ann');
    await herd.clock.advance(1000);
    jobs.stop();
    const { done } = await jobs.get(job.id);
    expect(done).toBeGreaterThan(5);
    await herd.clock.advance(5000);
    expect((await jobs.get(job.id)).done).toBe(done);
    jobs = jobsOf(herd);
    await jobs.start();
    const last = await until(job, (now) => now.state === 'done', 5000);
    expect(last).toMatchObject({ done: 60, failed: 0 });
    expect(await runCount()).toBe(120);
    await expectLinked(ids, 60);
  });

  it('worked at by two servers makes no run twice', async () => {
    const ids = await some(80);
    const job = await jobs.create({ action: 'retry', filter: {}, ratePerSecond: 20 }, 'ann');
    const other = jobsOf(herd);
    await other.start();
    await until(job, (now) => now.state === 'done', 10_000);
    other.stop();
    expect(await runCount()).toBe(160);
    await expectLinked(ids, 80);
  });

  it('whose transaction is lost is as before it, and tries again', async () => {
    await some(10);
    const write = herd.store.write.bind(herd.store);
    let failing = true;
    const failed: unknown[] = [];
    Object.assign(herd.store, {
      write: <T>(command: Parameters<typeof write<T>>[0]) =>
        write<T>(async (tx) => {
          const result = await command(tx);
          // After everything was written, before the commit.
          if (failing && (await tx.lastRunSeq()) > 10) {
            failed.push(result);
            throw new DroverError(
              'store_unavailable',
              { en: 'lost', zh: '断开' },
              { kind: 'operational', retryable: true },
            );
          }
          return result;
        }),
    });
    const job = await jobs.create({ action: 'retry', filter: {}, ratePerSecond: 100 }, 'ann');
    await herd.clock.advance(3000);
    expect(failed.length).toBeGreaterThan(1);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'running', done: 0 });
    expect(await runCount()).toBe(10);
    failing = false;
    await until(job, (now) => now.state === 'done', 20_000);
    expect(await runCount()).toBe(20);
  });

  it('changes parameters, validated for each; what does not fit stays open and is named', async () => {
    const ids = await some(20);
    const job = await jobs.create(
      { action: 'retry', filter: {}, edit: { mergeParams: { page: { size: 5 } }, priority: 9 } },
      'ann',
    );
    await until(job, (now) => now.state === 'done', 5000);
    const run = await herd.run((await herd.run(ids[3] ?? '')).retriedAs ?? '');
    expect(run).toMatchObject({
      params: { n: 3, page: { size: 5 } },
      priority: 9,
      source: 'retry',
      createdBy: 'ann',
    });

    await makeDeadLetters(herd, 3, failedAlike, { platform: 'jd' });
    const bad = await jobs.create(
      { action: 'retry', filter: { platform: 'jd' }, edit: { mergeParams: { n: null } } },
      'ann',
    );
    const done = await until(bad, (now) => now.state === 'done', 5000);
    expect(done).toMatchObject({ total: 3, done: 0, failed: 3 });
    expect(done.faults).toHaveLength(3);
    expect(done.faults[0]).toMatchObject({
      code: 'invalid_params',
      message: expect.stringContaining('/n is missing') as string,
      words: { zh: expect.stringContaining('/n 缺少此项') as string },
    });
    expect(await herd.store.history.deadLetterSelection({})).toMatchObject({ count: 3 });
  });

  it('ignores or archives what it selects, with the note, and nothing else', async () => {
    const ids = await makeDeadLetters(herd, 21, seven);
    const groups = await herd.store.history.deadLetterGroups({ states: ['open'] }, 50, null);
    const cause = groups.items.find((group) => group.cause.startsWith('TIMEOUT'))?.cause ?? '';
    const ignored = await jobs.create({ action: 'ignore', cause, note: 'known' }, 'ann');
    await until(ignored, (now) => now.state === 'done', 2000);
    const archived = await jobs.create(
      { action: 'archive', ids: [ids[0] ?? '', 'dead_2', 'dead_2', 'no-such-run', 'dead_999'] },
      'bob',
    );
    expect(await until(archived, (now) => now.state === 'done', 2000)).toMatchObject({ total: 2, done: 2 });
    expect(await herd.store.history.deadLetterCounts()).toEqual({ open: 16, ignored: 3, archived: 2 });
    const letter = await herd.store.history.deadLetter({ runId: ids[2] ?? '' });
    expect(letter?.letter).toMatchObject({
      state: 'ignored',
      note: 'known',
      decidedBy: 'ann',
      decidedAt: expect.any(Number) as number,
    });
  });

  it('counts as skipped what somebody else settled first, and leaves what died after it was made', async () => {
    const ids = await some(10);
    const job = await jobs.create({ action: 'ignore', filter: {}, ratePerSecond: 1 }, 'ann');
    const nine = await herd.run(ids[9] ?? '');
    await herd.store.write((tx) => tx.markDeadLetterRetried(nine.seq, { by: 'bob', at: 1 }));
    const [late] = await makeDeadLetters(herd, 1, failedAlike, { platform: 'jd' });
    const done = await until(job, (now) => now.state === 'done', 20_000);
    expect(done).toMatchObject({ total: 10, done: 9, skipped: 1, percent: 100 });
    expect((await herd.store.history.deadLetter({ runId: late ?? '' }))?.letter.state).toBe('open');
  });

  it('counts a letter that fails by a bug, says so in the log, and does the others', async () => {
    const failing = openHerd({
      flows: [flowNamed('sync'), flowNamed('broken', { params: { type: 'no such type' } })],
    });
    await makeDeadLetters(failing, 5, failedAlike);
    await makeDeadLetters(failing, 2, failedAlike, { flow: 'broken', platform: 'jd' });
    await makeDeadLetters(failing, 5, failedAlike, { platform: 'tiktok' });
    const logged: string[] = [];
    const runner = jobsOf(failing, logged);
    const { id } = await runner.create({ action: 'retry', filter: {} }, null);
    for (let n = 0; n < 60 && (await runner.get(id)).state !== 'done'; n++) await failing.clock.advance(100);
    expect(await runner.get(id)).toMatchObject({
      state: 'done',
      total: 12,
      done: 10,
      failed: 2,
      faults: [{ code: 'internal' }, { code: 'internal' }],
    });
    expect(logged).toHaveLength(2);
    await failing.close();
  });

  it('is refused beyond ten at once; paused ones make room', async () => {
    await some(30);
    const slow: ParsedBulkRequest = { action: 'retry', filter: {}, ratePerSecond: 0.01 };
    const made: BulkJob[] = [];
    for (let n = 0; n < 10; n++) made.push(await jobs.create(slow, null));
    await expect(jobs.create(slow, null)).rejects.toMatchObject({ code: 'too_many_jobs' });
    const first = made[0]?.id ?? '';
    expect(await jobs.command(first, 'pause')).toMatchObject({ state: 'paused' });
    await jobs.create(slow, null);
    await expect(jobs.command(first, 'resume')).rejects.toMatchObject({ code: 'too_many_jobs' });
    await expect(jobs.command('job_none', 'pause')).rejects.toMatchObject({ code: 'unknown_job' });
    expect((await jobs.list({ limit: 5 })).items).toHaveLength(5);
  });

  it('at rest costs nothing: no job, no timer and no query', async () => {
    await some(3);
    const job = await jobs.create({ action: 'ignore', filter: {} }, null);
    await until(job, (now) => now.state === 'done', 2000);
    const before = herd.store.statements();
    expect(herd.clock.pending()).toBe(0);
    await herd.clock.advance(3_600_000);
    expect(herd.store.statements()).toBe(before);
  });
});
