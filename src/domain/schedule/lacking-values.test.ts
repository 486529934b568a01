import { describe, expect, it } from 'vitest';
import { flowNamed } from '../../../test/support/dispatch-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import type { FlowDefinition } from '../../contract/manifest.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { flowWarnings } from './flow-warnings.ts';

const codes = (schedule: Partial<ScheduleDefinition>, flow: Partial<FlowDefinition>): string[] =>
  flowWarnings(testSchedule('daily', 'sync', schedule), flowNamed('sync', flow)).map(({ code }) => code);
const shops = { platform: 'pdd' };

describe('what runs of a schedule lack', () => {
  const command = (...args: string[]) => ({
    program: { kind: 'command' as const, command: ['true', ...args], cwd: '/', encoding: 'utf-8', env: {} },
  });

  it('is told where arguments of the program name it', () => {
    const flow = flowNamed('sync', command('{shop_id}', '--on={platform}', '{task_type}', '{shop_id}'));
    const [warning] = flowWarnings(testSchedule('daily', 'sync'), flow);
    expect(warning).toEqual({
      code: 'lacking_argument',
      words: {
        en: 'The arguments of flow "sync" need {shop_id}, {platform}, {task_type}, which runs of this schedule do not have: they will fail. Where an argument may be empty, write {shop_id?} in the flow.',
        zh: '流程“sync”的程序参数需要 {shop_id}、{platform}、{task_type}，而这个调度的任务没有：任务会失败。参数可以为空的，请在流程里写成 {shop_id?}。',
      },
    });
  });

  it('is not, where it may be empty, or comes from the shops or the match of the flow', () => {
    expect(codes({}, command('{shop_id?}', '{{shop_id}}', '{param.x}'))).toEqual([]);
    expect(codes({ shops }, command('{shop_id}', '{platform}'))).toEqual([]);
    const match = { platform: 'pdd', taskType: 'sync' };
    expect(codes({}, { ...command('{platform}', '{task_type}'), match })).toEqual([]);
    expect(codes({}, { ...command('{task_type}'), match: { ...match, taskType: '*' } })).toEqual([
      'lacking_argument',
    ]);
  });

  it('is told where its own parameters name it', () => {
    const params = { deep: [{ of: '{shop_id}' }] };
    expect(codes({ params }, {})).toEqual(['lacking_param']);
    expect(codes({ params, shops }, {})).toEqual([]);
  });
});
