import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BriefMap } from './brief-map.ts';

type Step = readonly ['set' | 'delete', number] | readonly ['oldest', null];

it('behaves as a Map whose entries come and go, in the order of insertion', () => {
  const key = fc.integer({ min: 0, max: 40 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(fc.constant('set' as const), key),
    fc.tuple(fc.constant('delete' as const), key),
    fc.constant(['oldest', null] as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const brief = new BriefMap<number, number>();
      const model = new Map<number, number>();
      for (const [i, [what, at]] of steps.entries()) {
        if (what === 'set') {
          brief.set(at, i + 1);
          model.set(at, i + 1);
        } else if (what === 'delete') expect(brief.delete(at)).toBe(model.delete(at));
        else {
          const first = model.entries().next().value;
          if (first !== undefined) model.delete(first[0]);
          expect(brief.takeOldest()).toEqual(first);
        }
        expect([...brief]).toEqual([...model]);
        expect([...brief.values()]).toEqual([...model.values()]);
        expect(brief.size).toBe(model.size);
        if (at !== null) expect([brief.get(at), brief.has(at)]).toEqual([model.get(at), model.has(at)]);
      }
      brief.clear();
      expect([brief.size, [...brief], brief.takeOldest()]).toEqual([0, [], undefined]);
    }),
  );
});

it('keeps what lives through thousands that come and go', () => {
  const brief = new BriefMap<string, number>();
  brief.set('first', 1);
  for (let i = 0; i < 10_000; i++) {
    brief.set(`k${i}`, i);
    if (i >= 100) expect(brief.delete(`k${i - 100}`)).toBe(true);
  }
  expect(brief.size).toBe(101);
  expect([...brief].slice(0, 2)).toEqual([
    ['first', 1],
    ['k9900', 9900],
  ]);
  expect(brief.takeOldest()).toEqual(['first', 1]);
  expect(brief.takeOldest()).toEqual(['k9900', 9900]);
  // Begun anew between two of them.
  for (let i = 0; i < 3000; i++) brief.set(`n${i}`, i);
  expect(brief.takeOldest()).toEqual(['k9901', 9901]);
});
