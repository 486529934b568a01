import { Command } from 'commander';
import { expect, test } from 'vitest';
import { testCaller } from '../../../test/support/test-caller.ts';
import type { Why } from '../../contract/why.ts';
import { createShell } from '../shell.ts';
import { whyText } from './runs-why.ts';

const node = (...lacks: string[]) => ({ name: 'n', slots: 5, busy: 0, lacks });
const linesIn = (language: 'en' | 'zh', ...nodes: Why['nodes']): string[] => {
  const why: Why = {
    ...{
      runId: 'run_1',
      state: 'blocked',
      sentence: { zh: '等待', en: 'Waits' },
      blocker: null,
      holders: [],
    },
    ...{ since: null, position: null, dueAt: null, nodes, estimate: null, maintenance: null, remedy: null },
  };
  return whyText(why, createShell(testCaller([]), language, new Command()))
    .split('\n')
    .slice(1);
};

test('what a node lacks is told in words', () => {
  const nodes = [
    node(),
    node('draining', 'slots'),
    node('pool:p', 'tag:os:linux', 'flow:f'),
    node('file:/a b:c'),
  ];
  expect(linesIn('en', ...nodes)).toEqual([
    '  n: 0 of 5 slots busy; it can run this.',
    '  n: 0 of 5 slots busy; it is draining and takes nothing new, has no slots.',
    '  n: 0 of 5 slots busy; it is not in pool p, has no tag os:linux, does not offer flow f.',
    '  n: 0 of 5 slots busy; it lacks the file /a b:c.',
  ]);
  expect(linesIn('zh', ...nodes).map((line) => line.split('不能执行：')[1])).toEqual([
    undefined,
    '正在排空，不接新任务，没有槽位。',
    '不在执行池 p 中，没有标签 os:linux，不提供流程 f。',
    '缺少文件 /a b:c。',
  ]);
});
