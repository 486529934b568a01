import { expect, it } from 'vitest';
import { flowNamed } from '../../test/support/dispatch-world.ts';
import { describeFaults } from './describe-faults.ts';
import { emptyManifest } from './read-manifest.ts';
import { unusedOptions } from './unused-options.ts';

const shop = { platform: 'pdd', name: null, tags: [], owner: null, enabled: true };
const shops = ['1', '2', '3'].map((id) => ({ ...shop, id, settings: id === '1' ? {} : { region: 'x' } }));
const configPath = '/x/drover.config.ts';

it('names what is given and not used yet, each option once, in both languages', () => {
  const flows = [flowNamed('a'), flowNamed('b', { manualMinutes: 5 }), flowNamed('c', { expected: '24h' })];
  const manifest = { ...emptyManifest(), flows, shops };
  const unused = unusedOptions({ manifest, configPath }, { SERVICE_NAME: 'herd', SERVICE_SUB: 'rpa' });
  expect(describeFaults(unused, 'en').split('\n')).toEqual([
    '1. drover.config.ts flows[1] (b).manualMinutes: is kept and shown, and nothing goes by it yet',
    '2. drover.config.ts flows[2] (c).expected: is kept and shown, and nothing goes by it yet',
    '3. drover.config.ts shops[1].settings: is kept and shown, and nothing goes by it yet (nor by 1 more)',
    '4. SERVICE_NAME: is checked, and nothing goes by it yet',
  ]);
  expect(describeFaults(unused, 'zh').split('\n')).toEqual([
    '1. drover.config.ts flows[1] (b).manualMinutes：会保存和显示，目前还没有用到',
    '2. drover.config.ts flows[2] (c).expected：会保存和显示，目前还没有用到',
    '3. drover.config.ts shops[1].settings：会保存和显示，目前还没有用到（另有 1 处也是）',
    '4. SERVICE_NAME：会检查，目前还没有用到',
  ]);
});

it('is silent of what is not given', () => {
  const manifest = { ...emptyManifest(), flows: [flowNamed('a')], shops: shops.slice(0, 1) };
  expect(unusedOptions({ manifest, configPath }, { SERVICE_NAME: '', SERVICE_LOCATION: 'hf' })).toEqual([]);
  expect(unusedOptions({ manifest: emptyManifest(), configPath: null }, {})).toEqual([]);
});
