import { expect, test } from 'vitest';
import { ownWordsIn } from '../../contract/own-words.ts';
import { programTemplateValues } from '../../domain/templates.ts';
import { filledArguments } from './filled-arguments.ts';

const whole = {
  ...{ taskId: 't-1', platform: 'pdd', taskType: 'sync', shopId: '1001', params: {}, timeoutSeconds: 60 },
  ...{ debugPort: null, profileId: null },
};

test.each([
  ['shopId', 'shop_id'],
  ['platform', 'platform'],
  ['taskType', 'task_type'],
])('an argument that names the %s is not filled for a run without one', (field, name) => {
  const values = programTemplateValues({ ...whole, [field]: null });
  const filled = filledArguments(['run', `--of={${name}}`], values);
  const message = 'fault' in filled ? filled.fault.message : '';
  expect(filled).toMatchObject({ fault: { kind: 'configuration' } });
  expect(message).toContain(`this run has nothing for {${name}}, which an argument`);
  expect(ownWordsIn(message, 'zh')).toContain(`这个任务没有 {${name}} 的值`);
  expect(ownWordsIn(message, 'zh')).toContain(`请在流程里写成 {${name}?}`);
  expect(filledArguments(['run', `--of={${name}?}`], values)).toEqual(['run', '--of=']);
});

test('what a run need not have is empty: parameters, a browser', () => {
  const values = programTemplateValues({ ...whole, shopId: null });
  const templates = ['{param.date}', '{debug_port}', '{task_json}', '{{shop_id}}'];
  expect(filledArguments(templates, values)).toEqual([
    '',
    '',
    JSON.stringify({ debug_port: null, shop_id: null, profile_id: null, task_id: 't-1' }),
    '{shop_id}',
  ]);
});
