import { expect, test } from 'vitest';
import type { Node } from '../../../../src/contract/node.ts';
import { blockerWords, inOrder, roomOf } from './room.model.ts';

const node = (name: string, state: Node['state'], slots: number, busy: number): Node => ({
  id: name,
  name,
  host: 'h',
  pid: 1,
  os: 'linux x64',
  version: '1',
  state,
  draining: state === 'draining',
  slots,
  busy,
  pools: ['default'],
  poolSlots: [],
  tags: [],
  flows: [],
  missing: [],
  cgroups: null,
  lastSeenAt: '2026-11-22T00:00:00.000Z',
});
const herd = [
  node('b', 'connected', 5, 3),
  node('a', 'offline', 8, 0),
  node('d', 'draining', 4, 1),
  node('c', 'reconnecting', 5, 2),
];

test('only nodes that are there and take work have room', () => {
  expect(roomOf(herd)).toEqual({ slots: 9, busy: 6, free: 2, connected: 2, draining: 1, away: 2 });
  expect(roomOf([])).toEqual({ slots: 0, busy: 0, free: 0, connected: 0, draining: 0, away: 0 });
});

test('trouble stands first, what is gone for long last', () => {
  expect(inOrder(herd).map(({ name }) => name)).toEqual(['c', 'd', 'b', 'a']);
});

test('a blocker is told by its kind, and called as people call it', () => {
  const names = {
    shop: (platform: string | null, id: string) => `${platform} ${id}`,
    flow: (name: string) => `the flow ${name}`,
  };
  expect(blockerWords({ key: 'shop:pdd:1001', kind: 'shop', reason: 'paused' }, names)).toEqual({
    key: 'blocker.shop.paused',
    name: 'pdd 1001',
  });
  expect(blockerWords({ key: 'flow:sync', kind: 'flow', reason: 'full' }, names)).toEqual({
    key: 'blocker.flow',
    name: 'the flow sync',
  });
});
