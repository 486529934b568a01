import { expect, it } from 'vitest';
import type { StepFrame } from '../contract/link.ts';
import { StepQueue } from './step-queue.ts';

const queue = (): StepQueue => new StepQueue((step) => ({ t: 'step', run: 'a', attempt: 1, ...step, at: 0 }));
const start = (id: string) => ({ phase: 'start', id, name: id }) as const;
const end = (id: string) => ({ phase: 'end', id, name: id }) as const;

/** Steps that were started and not ended. */
function open(frames: readonly StepFrame[]): string[] {
  const ids = new Set<string>();
  for (const { phase, id } of frames) {
    if (phase === 'start') ids.add(id);
    else expect(ids.delete(id), `the end of ${id} has a start`).toBe(true);
  }
  return [...ids];
}

it('of many steps, whenever they are taken, each is passed on whole or left out whole', () => {
  const steps = queue();
  const sent: StepFrame[] = [];
  for (let n = 0; n < 20_000; n++) {
    steps.add(start(`outer-${n}`));
    if (n % 7 === 0) sent.push(...steps.take());
    steps.add(start(`inner-${n}`));
    if (n % 1500 === 3) sent.push(...steps.take());
    steps.add(end(`inner-${n}`));
    steps.add(end(`outer-${n}`));
    if (n % 7000 > 3000) sent.push(...steps.take());
  }
  sent.push(...steps.take());
  expect(open(sent)).toEqual([]);
  expect(sent.length).toBeGreaterThan(10_000);
  expect(sent.length).toBeLessThanOrEqual(20_000);
  expect(sent.length + steps.leftOut).toBe(80_000);
});

it('a burst is bounded, and a step that was open before it is closed', () => {
  const steps = queue();
  steps.add(start('all'));
  for (let n = 0; n < 40_000; n++) steps.add(n % 2 === 0 ? start(`s${n}`) : end(`s${n - 1}`));
  steps.add(end('all'));
  const sent = steps.take();
  expect(open(sent)).toEqual([]);
  expect(sent.at(-1)).toMatchObject({ phase: 'end', id: 'all' });
  expect(sent.length).toBeLessThanOrEqual(502);
  expect(sent.length + steps.leftOut).toBe(40_002);
});

it('steps that are never ended take no more room than their bound', () => {
  const steps = queue();
  const sent: StepFrame[] = [];
  for (let n = 0; n < 5_000; n++) {
    steps.add(start(`s${n}`));
    sent.push(...steps.take());
  }
  expect(sent).toHaveLength(1_000);
  expect(steps.leftOut).toBe(4_000);
});

it('an id that is used again after its step was left out is passed on', () => {
  const steps = queue();
  for (let n = 0; n < 300; n++) for (const say of [start, end]) steps.add(say('again'));
  steps.take();
  for (const say of [start, end]) steps.add(say('again'));
  expect(steps.take().map(({ phase }) => phase)).toEqual(['start', 'end']);
});
