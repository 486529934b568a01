import { expect, it } from 'vitest';
import { basePath, withoutBase } from './base-path.ts';

it.each([
  [null, '/'],
  ['https://robots.example', '/'],
  ['https://robots.example/drover', '/drover/'],
  ['https://robots.example/a/b', '/a/b/'],
])('the path of %s is %s', (url, path) => {
  expect(basePath(url)).toBe(path);
});

it.each([
  ['/drover/api/runs?x=1', '/api/runs?x=1'],
  ['/drover/', '/'],
  ['/drover', '/'],
  ['/drover?x=1', '/?x=1'],
  // Cut off by the proxy already, or another path that begins alike.
  ['/api/runs', '/api/runs'],
  ['/droverland/x', '/droverland/x'],
])('%s is %s', (given, seen) => {
  expect(withoutBase(given, '/drover/')).toBe(seen);
});
