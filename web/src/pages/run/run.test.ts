import { describe, expect, it } from 'vitest';
import { ownWords } from '../../../../src/contract/own-words.ts';
import type { Attempt } from '../../../../src/contract/run.ts';
import type { Step, Timeline } from '../../../../src/contract/timeline.ts';
import { brokenStep, lastPicture, remediesOf, unknownOnce } from './diagnosis.model.ts';
import { plainText, spansOf } from './log/ansi.model.ts';
import { lineHeight, logWindow, marked, nextFound, scrollTopOf } from './log/log-window.model.ts';
import { timelineAxis, timelineRows, waitKind, waitName } from './timeline.model.ts';
import { whySentence } from './why-sentence.model.ts';

const start = Date.parse('2026-11-22T06:00:00Z');
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();

const segment = (
  state: Timeline['segments'][number]['state'],
  from: number,
  to: number | null,
  more: Partial<Timeline['segments'][number]> = {},
): Timeline['segments'][number] => ({
  state,
  from: at(from),
  to: to === null ? null : at(to),
  attempt: 0,
  blockedBy: null,
  reason: null,
  error: null,
  ...more,
});
const attempt = (n: number, outcome: Attempt['outcome']): Attempt => ({
  attempt: n,
  outcome,
  code: null,
  error: null,
  nodeId: null,
  startedAt: at(0),
  endedAt: at(1),
});
const step = (n: number, of: number, more: Partial<Step> = {}): Step => ({
  n,
  attempt: of,
  id: `s${n}`,
  name: `step ${n}`,
  parent: null,
  depth: 0,
  state: 'succeeded',
  startedAt: at(0),
  endedAt: at(1),
  valuesCut: false,
  error: null,
  ...more,
});

describe('the timeline', () => {
  const timeline: Timeline = {
    segments: [
      segment('blocked', 0, 600, { blockedBy: 'shop:pdd:1' }),
      segment('queued', 600, 601),
      segment('running', 601, 651, { attempt: 1 }),
      segment('retrying', 651, 681, { attempt: 1 }),
      segment('running', 681, 731, { attempt: 2 }),
      segment('failed', 731, 731, { attempt: 2 }),
    ],
    steps: [step(0, 1), step(1, 2), step(2, 2, { depth: 1, parent: 1, state: 'failed' })],
    truncated: false,
  };
  const rows = timelineRows(timeline, [attempt(1, 'failed'), attempt(2, 'failed')], new Set([2]), start);

  it('has the waits, each attempt with the pause behind it, and the steps of opened ones', () => {
    expect(rows.map(({ key, state }) => `${key} ${state}`)).toEqual([
      'before queued',
      'a1 failed',
      'a2 failed',
      's1 succeeded',
      's2 failed',
    ]);
    expect(rows[0]?.bars.map(({ wait }) => wait)).toEqual(['shop', 'queued']);
    expect(rows[1]?.bars.map(({ look }) => look)).toEqual(['work', 'pause']);
    expect(rows[1]?.ms).toBe(50_000);
    expect(rows[4]?.depth).toBe(2);
  });

  it('folds a long wait, so that the work can be seen, and says how much is hidden', () => {
    const axis = timelineAxis(rows);
    expect(axis.folds).toHaveLength(1);
    expect(axis.folds[0]?.hidden).toBe(600_000 - 30_000);
    const work = axis.place(start + 651_000) - axis.place(start + 601_000);
    expect(work).toBeGreaterThan(0.25);
    for (const place of [0, 0.1, 0.4, 0.9]) expect(axis.place(axis.instant(place))).toBeCloseTo(place, 5);
    expect(axis.place(start - 5)).toBe(0);
    expect(axis.place(start + 999_000)).toBe(1);
  });

  it('shows a run that has not started, up to now', () => {
    const waiting = {
      ...timeline,
      segments: [segment('blocked', 0, null, { blockedBy: 'pool:default:f:' })],
    };
    const [row, ...others] = timelineRows(waiting, [], new Set(), start + 90_000);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ kind: 'before', state: 'blocked', ms: 90_000 });
    expect(timelineAxis([row].filter((one) => one !== undefined)).folds).toEqual([]);
  });

  it('colours waits by what holds the run back', () => {
    expect(waitKind({ state: 'blocked', blockedBy: 'platform:pdd' })).toBe('platform');
    expect(waitKind({ state: 'blocked', blockedBy: 'odd:1' })).toBe('limit');
    expect(waitKind({ state: 'queued', blockedBy: null })).toBe('queued');
  });

  it('names waits by why their blocker holds runs back', () => {
    expect(waitName('shop', null)).toBe('shop');
    expect(waitName('shop', 'displaced')).toBe('shop');
    expect(waitName('shop', 'paused')).toBe('shop.paused');
    expect(waitName('shop', 'parked')).toBe('shop.paused');
    expect(waitName('pool', 'no_node')).toBe('pool.no_node');
    expect(waitName('pool', 'lost')).toBe('pool');
  });
});

describe('a diagnosis', () => {
  it('offers what helps with the class of error, where it can be done', () => {
    expect(remediesOf('LOGIN_EXPIRED', { paused: true }, true)).toEqual(['resume', 'retry']);
    expect(remediesOf('LOGIN_EXPIRED', { paused: false }, true)).toEqual(['retry']);
    expect(remediesOf('BUSINESS', null, false)).toEqual(['report']);
    expect(remediesOf('RISK_CONTROL', null, true)).toEqual(['retry']);
  });

  it('knows a run that failed since nobody knows whether its once has happened, and its key', () => {
    const values = { key: 'pay: "7"', run: 'run_1', attempt: 1, argument: `'pay: "7"'` };
    const message = ownWords('once_unknown', values);
    expect(unknownOnce({ error: { type: 'BUSINESS', message } })).toBe('pay: "7"');
    expect(unknownOnce({ error: { type: 'BUSINESS', message: 'sold out' } })).toBeNull();
    expect(unknownOnce({ error: { type: 'EXIT', message } })).toBeNull();
    expect(unknownOnce({ error: null })).toBeNull();
  });

  it('points at the innermost step that broke, and the last picture of the attempt', () => {
    const steps = [
      step(0, 1, { state: 'failed' }),
      step(1, 1, { state: 'failed', depth: 1 }),
      step(2, 2, { state: 'failed', depth: 3 }),
    ];
    expect(brokenStep(steps, 1)?.n).toBe(1);
    expect(brokenStep([step(0, 1, { state: 'cut_off' })], 1)?.n).toBe(0);
    expect(brokenStep(steps, 3)).toBeNull();
    const file = (name: string, contentType: string, seconds: number) => ({
      name,
      contentType,
      size: 1,
      attempt: 1,
      at: at(seconds),
    });
    const files = [
      file('a.png', 'image/png', 1),
      file('b.png', 'image/png', 2),
      file('c.svg', 'image/svg+xml', 3),
    ];
    expect(lastPicture(files, 1)?.name).toBe('b.png');
    expect(lastPicture(files, 2)).toBeNull();
  });
});

describe('colours of a log', () => {
  it('are taken from the sequences of programs', () => {
    expect(spansOf('a \u001b[1;31mred\u001b[0m b')).toEqual([
      { text: 'a ', classes: [], colour: null },
      { text: 'red', classes: ['fg-1', 'bold'], colour: null },
      { text: ' b', classes: [], colour: null },
    ]);
    expect(spansOf('\u001b[38;2;1;2;3mx\u001b[38;5;9my\u001b[38;5;255mz')).toEqual([
      { text: 'x', classes: [], colour: 'rgb(1 2 3)' },
      { text: 'y', classes: ['fg-1'], colour: null },
      { text: 'z', classes: [], colour: 'rgb(238 238 238)' },
    ]);
  });

  it('leave out whatever else steers a terminal', () => {
    expect(plainText('\u001b[2J\u001b[10;20Hcleared\u001b]0;title\u0007!\u0008')).toBe('cleared!');
    expect(spansOf('\u001b[2Jx\r')).toEqual([{ text: 'x', classes: [], colour: null }]);
  });
});

describe('the window on a log', () => {
  it('draws what is in view and a little more', () => {
    const view = logWindow(1_000, 2_000, 400);
    expect(view.height).toBe(1_000 * lineHeight);
    expect(view.first).toBe(97);
    expect(view.last).toBe(125);
    expect(view.top).toBe(96 * lineHeight);
    expect(logWindow(0, 0, 400)).toMatchObject({ height: 0, last: 0 });
    expect(logWindow(3, 0, 400)).toMatchObject({ first: 1, last: 3, top: 0 });
  });

  it('reaches both ends of a log of millions of lines within what a browser can draw', () => {
    const total = 5_000_000;
    const { height } = logWindow(total, 0, 400);
    expect(height).toBeLessThanOrEqual(12_000_000);
    expect(logWindow(total, 0, 400).first).toBe(1);
    const end = logWindow(total, height - 400, 400);
    expect(end.last).toBe(total);
    expect(end.last - end.first).toBeLessThan(40);
    for (const line of [1, 77, 2_500_000, total]) {
      const { first, last } = logWindow(total, scrollTopOf(line, total, 400), 400);
      expect(first).toBeLessThanOrEqual(line);
      expect(last).toBeGreaterThanOrEqual(line);
    }
  });

  it('goes to the next found line, and round at the ends', () => {
    expect(nextFound([3, 9, 20], 9, true)).toBe(20);
    expect(nextFound([3, 9, 20], 20, true)).toBe(3);
    expect(nextFound([3, 9, 20], 9, false)).toBe(3);
    expect(nextFound([3, 9, 20], 1, false)).toBe(20);
    expect(nextFound([], 1, true)).toBeNull();
  });

  it('marks what is sought, in any case', () => {
    expect(marked('An orDER and order', 'order')).toEqual([
      { text: 'An ', hit: false },
      { text: 'orDER', hit: true },
      { text: ' and ', hit: false },
      { text: 'order', hit: true },
    ]);
    expect(marked('x', '')).toEqual([{ text: 'x', hit: false }]);
  });
});

it('why it waits is told by the names that people use', () => {
  const shop = { platform: 'tiktok', id: '3001', name: '元气美妆小铺' };
  const sentence = '等待：店铺「tiktok 3001」正被占用：任务 run_01m8jda2tmrh6dtj71z7（sync_order）在运行。';
  expect(whySentence(sentence, shop)).toBe(
    '等待：店铺「元气美妆小铺」正被占用：任务 …dtj71z7（sync_order）在运行。',
  );
  expect(whySentence('Waiting: run run_01m8jda2tmrh6dtj71z7.', null)).toBe('Waiting: run …dtj71z7.');
});
