import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    [30, 30],
    [0, 0],
    [1.5, 1.5],
    ['90', 90],
    ['30s', 30],
    ['10m', 600],
    ['1h', 3600],
    ['2d', 172_800],
    ['1h30m', 5400],
    ['1H 30M', 5400],
    ['0.5h', 1800],
    ['250ms', 0.25],
    [' 5 m ', 300],
  ])('reads %j as %d s', (input, seconds) => {
    expect(parseDuration(input)).toBe(seconds);
  });

  it.each([
    [-1],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [''],
    [' '],
    ['m'],
    ['-5m'],
    ['5 minutes'],
    ['5mm'],
    ['5m!'],
    ['1e3'],
    [`${'9'.repeat(400)}d`],
    [null],
    [undefined],
    [true],
    [[30]],
    [{}],
  ])('refuses %j', (input) => {
    expect(parseDuration(input)).toBeUndefined();
  });

  it('reads back what formatDuration says, to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 86_400_000 }), (ms) => {
        expect(parseDuration(formatDuration(ms / 1000))).toBe(ms / 1000);
      }),
    );
  });

  it('adds up its parts, whatever their order and case', () => {
    const part = fc.record({
      amount: fc.integer({ min: 0, max: 999 }),
      unit: fc.constantFrom(['s', 1], ['m', 60], ['h', 3600], ['d', 86_400], ['S', 1], ['H', 3600]),
      space: fc.constantFrom('', ' '),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.map(({ amount, unit, space }) => `${amount}${space}${unit[0]}`).join('');
        const sum = parts.reduce((seconds, { amount, unit }) => seconds + amount * Number(unit[1]), 0);
        expect(parseDuration(text)).toBe(sum);
      }),
    );
  });

  it('answers a finite number ≥ 0 or nothing, for any input, quickly', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        const seconds = parseDuration(input);
        if (seconds !== undefined) expect(Number.isFinite(seconds) && seconds >= 0).toBe(true);
      }),
    );
    expect(parseDuration(`${'1s '.repeat(50_000)}!`)).toBeUndefined();
  });
});
