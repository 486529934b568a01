import type { RunFilter } from '../../src/ports/history.ts';

const day = 24 * 3_600_000;

/** Every filter of the list of runs on what `makeHistory` makes: with many, few and no hits. */
export function listFilters(now: number): [string, RunFilter][] {
  return [
    ['nothing', {}],
    ['a state', { states: ['failed'] }],
    ['states of trouble and of life', { states: ['failed', 'expired', 'blocked', 'retrying'] }],
    ['success', { states: ['succeeded'] }],
    ['all that lives', { states: ['scheduled', 'blocked', 'queued', 'running', 'retrying'] }],
    ['a flow', { flow: 'audit' }],
    ['a flow that has no runs', { flow: 'none' }],
    ['a platform', { platform: 'jd' }],
    ['a shop', { platform: 'jd', shopId: '1003' }],
    ['a shop without its platform', { shopId: '1003' }],
    ['a shop that has no runs', { platform: 'jd', shopId: 'none' }],
    ['a flow, a shop and a state', { flow: 'ship', platform: 'jd', shopId: '1003', states: ['failed'] }],
    ['a tag', { tag: 'night' }],
    ['a tag that no run has', { tag: 'none' }],
    ['a code', { code: 1 }],
    ['a code that no run has', { code: 4 }],
    ['a batch', { batchId: 'bat_3' }],
    ['the last day', { from: now - day }],
    ['a day long ago', { from: now - 20 * day, to: now - 19 * day }],
    ['all before', { to: now - 29 * day }],
    ['a text', { text: 'SN0000' }],
    ['a text that is nowhere', { text: 'nothing has this' }],
    ['a text among failures', { text: 'order 4', states: ['failed'] }],
  ];
}
