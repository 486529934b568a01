import { describe, expect, it } from 'vitest';
import { defaultKey, isDefaultKey } from './default-key.ts';

const facts = { platform: 'pdd', shopId: '1001', taskType: null, params: { date: '2026-11-22', n: 1 } };
const template = { dedupe: '{platform}:{shop_id}:{param.date}' };

describe('defaultKey', () => {
  it('fills the template', () => {
    expect(defaultKey(template, facts, false)).toBe('pdd:1001:2026-11-22');
  });

  it('is none when a value that the template names is absent, and for a flow without one', () => {
    expect(defaultKey(template, { ...facts, params: {} }, false)).toBeNull();
    expect(defaultKey(template, { ...facts, shopId: null }, false)).toBeNull();
    expect(defaultKey({ dedupe: null }, facts, false)).toBeNull();
  });

  it('falls back to shop and parameters where a person submits', () => {
    const key = defaultKey({ dedupe: null }, facts, true);
    expect(key).toBe(defaultKey({ dedupe: null }, { ...facts, params: { n: 1, date: '2026-11-22' } }, true));
    for (const other of [
      { ...facts, shopId: '1002' },
      { ...facts, platform: 'temu' },
      { ...facts, params: {} },
    ]) {
      expect(defaultKey({ dedupe: null }, other, true)).not.toBe(key);
    }
  });

  it('keeps long keys apart', () => {
    const long = (end: string) =>
      defaultKey(template, { ...facts, params: { date: 'x'.repeat(300) + end } }, false);
    expect(long('a')).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(long('a')).not.toBe(long('b'));
  });

  it('is known again', () => {
    expect(isDefaultKey(template, facts, 'pdd:1001:2026-11-22')).toBe(true);
    expect(isDefaultKey({ dedupe: null }, facts, defaultKey({ dedupe: null }, facts, true) ?? '')).toBe(true);
    expect(isDefaultKey(template, facts, 'given')).toBe(false);
  });
});
