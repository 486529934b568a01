import { describe, expect, it } from 'vitest';
import type { Shop } from '../../../../src/contract/shop.ts';
import { outlookOf, shopsOf, submissionOf } from './target.model.ts';

const shop = (platform: string, id: string, more: Partial<Shop> = {}): Shop => ({
  platform,
  id,
  name: null,
  tags: [],
  owner: null,
  enabled: true,
  settings: {},
  origin: 'file',
  limit: null,
  paused: null,
  createdAt: '2026-11-22T06:00:00Z',
  ...more,
});
const paused = { at: '2026-11-22T06:00:00Z', by: null, reason: null, cause: 'person' };
const shops = [
  shop('pdd', '1'),
  shop('pdd', '2', { paused }),
  shop('jd', '1'),
  shop('jd', '9', { enabled: false }),
];
const run = { flow: 'f', params: { a: 1 }, priority: 'high' } as const;
const body = { flow: 'f', params: { a: 1 }, priority: 'high' };

describe('what is submitted', () => {
  it('is one run for one shop, or for none', () => {
    expect(submissionOf(run, { kind: 'one', shops: ['jd:1', 'pdd:1'], platform: '' }, shops)).toEqual({
      kind: 'single',
      body: { ...body, platform: 'jd', shopId: '1' },
    });
    expect(submissionOf(run, { kind: 'none', shops: [], platform: '' }, shops)).toEqual({
      kind: 'single',
      body,
    });
  });

  it('is a batch by selector where one platform is meant, else one body for each shop', () => {
    expect(submissionOf(run, { kind: 'some', shops: ['pdd:2', 'pdd:1'], platform: '' }, shops)).toEqual({
      kind: 'batch',
      body: { run: body, shops: { platform: 'pdd', ids: ['1', '2'] } },
    });
    expect(submissionOf(run, { kind: 'some', shops: ['pdd:1', 'jd:1'], platform: '' }, shops)).toEqual({
      kind: 'batch',
      body: {
        runs: [
          { ...body, platform: 'pdd', shopId: '1' },
          { ...body, platform: 'jd', shopId: '1' },
        ],
      },
    });
    expect(submissionOf(run, { kind: 'all', shops: [], platform: 'jd' }, shops)).toEqual({
      kind: 'batch',
      body: { run: body, shops: { platform: 'jd', enabled: true } },
    });
  });

  it('is refused for more shops of several platforms than a batch names', () => {
    const many = Array.from({ length: 1001 }, (_, n) => shop(n % 2 === 0 ? 'pdd' : 'jd', String(n)));
    const all = many.map(({ platform, id }) => `${platform}:${id}`);
    expect(submissionOf(run, { kind: 'some', shops: all, platform: '' }, many).kind).toBe('too_many');
  });
});

it('all shops are those that are switched on; some wait because they are paused or busy', () => {
  const meant = shopsOf({ kind: 'all', shops: [], platform: '' }, shops);
  expect(meant.map(({ platform, id }) => platform + id)).toEqual(['pdd1', 'pdd2', 'jd1']);
  expect(outlookOf(meant, [{ platform: 'jd', shopId: '1' }])).toEqual({
    total: 3,
    start: 1,
    paused: 1,
    busy: 1,
  });
});
