import { describe, expect, it } from 'vitest';
import { logLineCost } from '../contract/link.ts';
import { AttemptLog, createLogBudget, creditCost, type LogBudget } from './attempt-log.ts';

const KiB = 1024;

function drain(log: AttemptLog): string[] {
  const texts: string[] = [];
  for (let chunk = log.take(64 * KiB); chunk !== null; chunk = log.take(64 * KiB)) {
    texts.push(...chunk.lines.map((line) => line[2]));
  }
  return texts;
}

function fill(log: AttemptLog, from: number, to: number): void {
  for (let n = from; n < to; n += 1) log.append([n, 'out', `line ${n} ${'x'.repeat(100)}`]);
}

/** `line N …` → N; other lines as they are. */
function numbers(texts: string[]): (number | string)[] {
  return texts.map((text) => (/^line \d+ x/.test(text) ? Number(text.split(' ')[1]) : text));
}

describe('AttemptLog', () => {
  it('numbers lines over chunks and forgets what was taken', () => {
    const budget = createLogBudget();
    const log = new AttemptLog(budget);
    for (const text of ['a', 'b', 'c']) log.append([1, 'out', text]);
    const two = 2 * (1 + logLineCost);
    expect(log.take(two)).toMatchObject({
      from: 0,
      lines: [
        [1, 'out', 'a'],
        [1, 'out', 'b'],
      ],
      cost: two,
    });
    expect(log.take(two)).toMatchObject({ from: 2 });
    expect(log.take(two)).toBeNull();
    log.taken(2);
    log.rewind();
    expect(log.take(two)).toMatchObject({ from: 2, lines: [[1, 'out', 'c']] });
    log.taken(3);
    expect(budget.used).toBe(0);
  });

  it('leaves lines out when nobody takes them, says how many, and keeps the last ones', () => {
    const log = new AttemptLog(createLogBudget());
    fill(log, 0, 10_000);
    log.end();
    const seen = numbers(drain(log));
    const said = seen.findIndex((item) => typeof item === 'string');
    const before = seen.slice(0, said).map(Number);
    const after = seen.slice(said + 1).map(Number);
    expect(before).toEqual(before.map((_, index) => index));
    expect(after.at(-1)).toBe(9_999);
    expect(seen[said]).toBe(`${10_000 - before.length - after.length} lines left out`);
    expect(after.length).toBeGreaterThan(300);
  });

  it('flows again when the queue has drained', () => {
    const log = new AttemptLog(createLogBudget());
    fill(log, 0, 10_000);
    const first = drain(log);
    fill(log, 10_000, 10_100);
    const seen = numbers([...first, ...drain(log)]);
    expect(seen.filter((item) => typeof item === 'string')).toHaveLength(1);
    expect(seen.slice(-101)).toEqual(Array.from({ length: 101 }, (_, index) => 9_999 + index));
  });

  it('leaves nothing out of 5 MB whose writer waits while it is crowded', () => {
    const budget = createLogBudget();
    const log = new AttemptLog(budget);
    const seen: string[] = [];
    let most = 0;
    for (let n = 0; n < 45_000; n += 1) {
      while (log.crowded) {
        const chunk = log.take(64 * KiB);
        if (chunk === null) throw new Error('crowded, and nothing waits');
        seen.push(...chunk.lines.map((line) => line[2]));
        log.taken(chunk.from + chunk.lines.length);
      }
      fill(log, n, n + 1);
      most = Math.max(most, budget.used);
    }
    log.end();
    expect(numbers([...seen, ...drain(log)])).toEqual(Array.from({ length: 45_000 }, (_, index) => index));
    expect(most).toBeLessThan(260 * KiB);
  });

  it('is not crowded by what it leaves out anyway', () => {
    const log = new AttemptLog(createLogBudget());
    fill(log, 0, 2_000);
    expect(log.crowded).toBe(true);
    fill(log, 2_000, 10_000);
    expect(log.crowded).toBe(false);
  });

  it('prefers new lines to the chance of repeating old ones', () => {
    const log = new AttemptLog(createLogBudget());
    let seen: string[] = [];
    for (let n = 0; n < 10_000; n += 100) {
      fill(log, n, n + 100);
      seen = [...seen, ...drain(log)];
    }
    expect(numbers(seen)).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
    log.rewind();
    expect(drain(log).length).toBeLessThan(4_000);
  });

  it('keeps 32 MiB of one attempt, then the count and the last lines, in bounded memory', () => {
    const budget = createLogBudget();
    const log = new AttemptLog(budget);
    const text = 'y'.repeat(8 * KiB);
    let sent = 0;
    let most = 0;
    for (let n = 0; n < 10_000; n += 1) {
      log.append([n, 'out', text]);
      most = Math.max(most, budget.used);
      sent += drain(log).length;
    }
    expect(sent).toBe(Math.ceil((32 * KiB * KiB) / (8 * KiB + logLineCost)));
    expect(most).toBeLessThan(400 * KiB);
    log.end();
    const rest = drain(log);
    expect(rest[0]).toBe(`${10_000 - sent - (rest.length - 1)} lines left out`);
    expect(rest.length).toBeGreaterThan(6);
  });

  it('keeps a bounded number of empty lines too', () => {
    const log = new AttemptLog(createLogBudget());
    let sent = 0;
    for (let n = 0; n < 2_000_000; n += 1) {
      log.append([n, 'out', '']);
      if (n % 1000 === 0) sent += drain(log).length;
    }
    log.end();
    sent += drain(log).length;
    expect(sent).toBeLessThan((32 * KiB * KiB) / logLineCost + 3_000);
  });

  it('shares a budget with the other attempts', () => {
    const budget: LogBudget = createLogBudget(1024 * KiB);
    const logs = Array.from({ length: 100 }, () => new AttemptLog(budget));
    for (const log of logs) fill(log, 0, 5_000);
    expect(budget.used).toBeLessThan(1024 * KiB + 100 * 5 * KiB);
    for (const log of logs) log.close();
    expect(budget.used).toBe(0);
  });

  it('gives up what waits without giving its numbers to other lines where it was sent before', () => {
    const budget = createLogBudget();
    const log = new AttemptLog(budget);
    fill(log, 0, 5);
    const three = 3 * creditCost([0, 'out', `line 0 ${'x'.repeat(100)}`]);
    log.take(three);
    log.rewind();
    log.take(three / 3);
    log.abandonUnsent(9);
    expect(log.take(64 * KiB)).toMatchObject({ from: 3, lines: [[9, 'sys', '2 lines left out']] });
    expect(log.count).toBe(4);
    log.taken(4);
    expect(budget.used).toBe(0);
  });

  it('gives up only what was sent before without a word: the count tells it', () => {
    const log = new AttemptLog(createLogBudget());
    fill(log, 0, 3);
    log.take(64 * KiB);
    log.rewind();
    log.abandonUnsent(9);
    expect([log.take(64 * KiB), log.count, log.unsentBytes]).toEqual([null, 3, 0]);
  });

  it('cuts a line of more than 16 KiB, between characters', () => {
    const log = new AttemptLog(createLogBudget());
    log.append([0, 'out', '牧'.repeat(10_000)]);
    log.append([0, 'out', 'z'.repeat(16 * KiB)]);
    expect(drain(log)).toEqual([`${'牧'.repeat(5461)} … (4539 more characters cut)`, 'z'.repeat(16 * KiB)]);
  });
});
