import { expect, it } from 'vitest';
import type { RunEvent } from '../../contract/run-event.ts';
import { maxSteps } from '../../contract/timeline.ts';
import { timelineOf } from './timeline.ts';

const at = (event: RunEvent, ms: number) => ({ event, at: ms });
const state = (
  from: 'queued' | 'blocked' | 'running' | null,
  to: 'blocked' | 'queued' | 'running' | 'retrying' | 'succeeded',
  ms: number,
  more = {},
) => at({ kind: 'state', from, to, attempt: 1, ...more }, ms);
const step = (phase: 'start' | 'end', id: string, ms: number, more = {}) =>
  at({ kind: 'step', phase, id, name: `step ${id}`, attempt: 1, ...more }, ms);

it('states follow each other without gaps; waits say behind what, ends last no time', () => {
  const { segments } = timelineOf(
    [
      state(null, 'blocked', 0, { blockedBy: 'shop:pdd:1' }),
      state('blocked', 'queued', 1000),
      state('queued', 'running', 1500),
      state('running', 'succeeded', 4000),
    ],
    false,
  );
  expect(
    segments.map(({ state, from, to, blockedBy }) => [
      state,
      Date.parse(from),
      to === null ? null : Date.parse(to),
      blockedBy,
    ]),
  ).toEqual([
    ['blocked', 0, 1000, 'shop:pdd:1'],
    ['queued', 1000, 1500, null],
    ['running', 1500, 4000, null],
    ['succeeded', 4000, 4000, null],
  ]);
});

it('a wait that lasts says how its blocker stands now, one that is over why it began', () => {
  const key = 'shop:pdd:1';
  const reasons = (recorded: string | undefined, now: 'full' | 'paused' | 'no_node', by = key) =>
    timelineOf(
      [
        state(null, 'blocked', 0, { blockedBy: key, reason: 'paused' }),
        state('blocked', 'queued', 1000),
        state('queued', 'blocked', 1500, {
          blockedBy: key,
          ...(recorded === undefined ? {} : { reason: recorded }),
        }),
      ],
      false,
      { key: by, kind: 'shop', reason: now, note: null },
    ).segments.map(({ reason }) => reason);
  expect(reasons(undefined, 'paused')).toEqual(['paused', null, 'paused']);
  expect(reasons('displaced', 'no_node')).toEqual(['paused', null, 'no_node']);
  expect(reasons('parked', 'paused')).toEqual(['paused', null, 'parked']);
  expect(reasons('parked', 'full')).toEqual(['paused', null, null]);
  expect(reasons('displaced', 'full')).toEqual(['paused', null, 'displaced']);
  expect(reasons('lost', 'paused', 'shop:pdd:2')).toEqual(['paused', null, 'lost']);
});

it('steps nest by what was under way when they began, and end in any order', () => {
  const { steps } = timelineOf(
    [
      state('queued', 'running', 0),
      step('start', 'a', 10, { input: { page: 1 } }),
      step('start', 'b', 20),
      step('end', 'b', 30, { error: 'no such button' }),
      step('start', 'b', 40),
      step('end', 'a', 50, { output: 3 }),
      step('end', 'b', 60),
      step('start', 'c', 70),
    ],
    false,
  );
  expect(steps.map(({ id, parent, depth, state, error }) => [id, parent, depth, state, error])).toEqual([
    ['a', null, 0, 'succeeded', null],
    ['b', 0, 1, 'failed', 'no such button'],
    ['b', 0, 1, 'succeeded', null],
    ['c', null, 0, 'running', null],
  ]);
  expect(steps[0]).toMatchObject({ input: { page: 1 }, output: 3, valuesCut: false });
});

it('what an attempt left open is cut off with it; an end that never began is left out', () => {
  const { steps } = timelineOf(
    [step('start', 'a', 10), step('end', 'z', 20), state('running', 'retrying', 90)],
    false,
  );
  expect(steps).toMatchObject([{ id: 'a', state: 'cut_off', endedAt: new Date(90).toISOString() }]);
});

it('many steps and long values are cut, and it is said', () => {
  const many = Array.from({ length: maxSteps + 5 }, (_, i) => step('start', `${i}`, i));
  const { steps, truncated } = timelineOf(many, false);
  expect([steps.length, truncated]).toEqual([maxSteps, true]);
  const [long] = timelineOf([step('start', 'a', 0, { input: 'x'.repeat(5000) })], false).steps;
  expect(long).toMatchObject({ valuesCut: true });
  expect(long).not.toHaveProperty('input');
});
