import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dedupeTemplateNames,
  fillTemplate,
  missingTemplateNames,
  programTemplateNames,
  programTemplateValues,
  unknownTemplateNames,
  wantedTemplateNames,
} from './templates.ts';

const task = {
  taskId: 't-1',
  platform: 'pdd',
  taskType: 'sync_order',
  shopId: '1001',
  params: { date: '2026-11-22', page: 3, deep: { a: ['x'] }, 店铺: '一' },
  timeoutSeconds: 600,
  debugPort: null,
  profileId: null,
};
const values = programTemplateValues(task);

describe('templates', () => {
  it.each([
    ['--shop={shop_id}', '--shop=1001'],
    ['{platform}:{task_type}:{task_id}:{timeout_seconds}', 'pdd:sync_order:t-1:600'],
    ['{param.date} {param.page} {param.店铺}', '2026-11-22 3 一'],
    ['{param.deep} {param.deep.a}', '{"a":["x"]} ["x"]'],
    ['[{debug_port}{param.absent}{param.date.length}{param.__proto__}]', '[]'],
    ['{{shop_id}} is literal', '{shop_id} is literal'],
    ['{"shop":{"id":"{shop_id}"}} {} { shop_id }', '{"shop":{"id":"1001"}} {} { shop_id }'],
    ['{params_json}', JSON.stringify(task.params)],
    ['{shop_id?}{debug_port?}{{shop_id?}}', '1001{shop_id?}'],
  ])('fills %s', (template, filled) => {
    expect(fillTemplate(template, values)).toBe(filled);
  });

  it('puts the shop, the task and the browser into task_json', () => {
    expect(JSON.parse(fillTemplate('{task_json}', values))).toEqual({
      ...task.params,
      debug_port: null,
      shop_id: '1001',
      profile_id: null,
      task_id: 't-1',
    });
  });

  it('never looks at a value again, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const nasty = `${text}{shop_id}$&{param.x}`;
        expect(fillTemplate('a{param.x}b', { shop_id: '1', param: { x: nasty } })).toBe(`a${nasty}b`);
      }),
    );
  });

  it('gives every allowed name a value', () => {
    const given = new Set([...Object.keys(values), 'param.NAME']);
    expect(programTemplateNames.filter((name) => !given.has(name))).toEqual([]);
  });

  it('names what is unknown', () => {
    expect(unknownTemplateNames('{shop_id}{shopid}{param.x}{{nope}}{shopid}', programTemplateNames)).toEqual([
      'shopid',
    ]);
    expect(unknownTemplateNames('{shop_id}:{task_id}:{param.date}', dedupeTemplateNames)).toEqual([
      'task_id',
    ]);
    expect(unknownTemplateNames('{param}', programTemplateNames)).toEqual(['param']);
  });

  it('names what has no value and must have one', () => {
    expect(missingTemplateNames('{shop_id?}:{platform}:{task_type?}{task_type}', {})).toEqual([
      'platform',
      'task_type',
    ]);
    expect(wantedTemplateNames('{shop_id?}{{platform}}{param.date}')).toEqual(['param.date']);
  });

  it('names what has no value', () => {
    expect(missingTemplateNames('{shop_id}:{param.date}:{param.week}', values)).toEqual(['param.week']);
  });
});
