import { expect, test } from 'vitest';
import { idsTold, unknownShops, unknownShopsWords } from './unknown-shops.ts';

const on = (platform: string, ...ids: string[]) => ids.map((id) => ({ platform, id }));

test('ids that no shop of the platform has are named once, each with the one that was meant', () => {
  const shops = [...on('pdd', 'north', 'south'), ...on('temu', 'east')];
  const selector = { platform: 'pdd', ids: ['nroth', 'south', 'east', 'nroth'] };
  const unknown = unknownShops(selector, shops);
  expect(unknown).toEqual([{ id: 'nroth', meant: 'north' }, { id: 'east' }]);
  expect(unknownShopsWords(selector, unknown)).toEqual({
    en: 'There is no shop on platform "pdd" with the id "nroth" (did you mean "north"?), "east": no run is made for it.',
    zh: '平台“pdd”上没有编号为“nroth”（是不是“north”？）、“east”的店铺，不会为它创建任务。',
  });
});

test('what the selector names already was not meant, and without ids nothing is unknown', () => {
  expect(unknownShops({ ids: ['1001', '1002x'] }, on('pdd', '1001'))).toEqual([{ id: '1002x' }]);
  expect(unknownShops({ platform: 'pdd' }, [])).toEqual([]);
  expect(unknownShops({ ids: ['east'] }, on('temu', 'east'))).toEqual([]);
});

test('of many the first are told', () => {
  const unknown = unknownShops({ ids: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, []);
  expect(idsTold(unknown)).toEqual({
    en: '"a", "b", "c", "d", "e" and 2 more',
    zh: '“a”、“b”、“c”、“d”、“e”，另有 2 个',
  });
});
