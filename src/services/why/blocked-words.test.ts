import { expect, it } from 'vitest';
import { blockedWords } from './blocked-words.ts';

it('a run whose flow has left the configuration is told that, not to start a node', () => {
  const requirement = { pool: 'default', tags: [], flow: 'orders' };
  const facts = {
    key: { id: 1, name: 'pool:default:orders', room: 0, closed: null, requirement },
    blocker: { key: 'pool:default:orders', kind: 'pool', reason: 'no_node', note: null },
    ...{ holders: [], position: null, nodes: [], requirement, latestEnd: null, now: 0 },
  } as const;
  const gone = blockedWords({ ...facts, configured: false });
  expect(gone.sentence.en).toBe('Not started: flow orders is no longer in the configuration.');
  expect(gone.remedy.zh).toContain('加回配置');
  expect(blockedWords({ ...facts, configured: true }).remedy.en).toContain('Start a node with');
});
