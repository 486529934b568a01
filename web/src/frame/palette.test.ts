import { expect, test } from 'vitest';
import { fit, offered, type PaletteEntry } from './palette.model.ts';

const pages: PaletteEntry[] = [
  { id: 'runs', group: 'pages', label: '任务', also: ['runs'] },
  { id: 'shops', group: 'pages', label: '店铺', also: ['shops'] },
  { id: 'dark', group: 'actions', label: '切换到深色', also: ['theme', 'dark'] },
];

test('every word must be found; a beginning is worth more', () => {
  const [runs] = pages;
  if (runs === undefined) throw new Error('no entry');
  expect(fit(runs, 'ru')).toBeGreaterThan(fit(runs, 'un'));
  expect(fit(runs, 'ru nothing')).toBe(0);
  expect(fit(runs, '')).toBeGreaterThan(0);
});

test('groups stand in their order, and what the server found is not sorted away', () => {
  const found: PaletteEntry[] = [{ id: 'r-1', group: 'runs', label: 'run_1', hint: 'sync' }];
  expect(offered(pages, found, '').map(({ id }) => id)).toEqual(['r-1', 'runs', 'shops', 'dark']);
  expect(offered(pages, found, 'dark').map(({ id }) => id)).toEqual(['r-1', 'dark']);
});
