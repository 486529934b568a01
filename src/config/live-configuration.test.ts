import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../../test/support/until.ts';
import { newsLine } from '../cli/show/config-changes.ts';
import { wordsIn } from '../cli/words/words.ts';
import { type ConfigNews, followConfiguration } from './live-configuration.ts';
import { loadConfiguration } from './load.ts';
import { followAsNode } from './node-follower.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'drover-live-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string): void => writeFileSync(join(folder, 'drover.config.json'), text);
const good = JSON.stringify({ limits: { 'platform:pdd': 1 } });

async function configuration() {
  write(good);
  const reading = await loadConfiguration({}, { folder });
  if (!reading.ok) throw new Error('the file is good');
  return reading.configuration;
}

it('says that a file which was faulty is good again, once, though nothing has changed', async () => {
  const { origin } = await configuration();
  const told: ConfigNews[] = [];
  const followed = followConfiguration(origin, {
    apply: () => Promise.resolve([]),
    reject: () => undefined,
    failed: () => undefined,
    tell: (news) => told.push(news),
  });
  write('{');
  await until('the fault', () => told.length === 1, 5000);
  write(good);
  await until('its end', () => told.length === 2, 5000);
  write(`${good}\n`);
  write('{"a": ');
  await until('another fault', () => told.length === 3, 5000);
  await followed.close();
  expect(told.map(({ kind }) => kind)).toEqual(['rejected', 'restored', 'rejected']);
  const [, restored] = told;
  if (restored === undefined) throw new Error('nothing was told');
  expect(newsLine(restored, wordsIn('en'), 'en')).toBe('drover.config.json is good again, and in force');
  expect(newsLine(restored, wordsIn('zh'), 'zh')).toBe('drover.config.json 已恢复正常，正在生效');
});

it('is in the log of a node too', async () => {
  const lines: string[] = [];
  const note = (_fields: unknown, message: string): void => void lines.push(message);
  const followed = followAsNode(await configuration(), () => undefined, { info: note, warn: note });
  write('{');
  await until('the fault', () => lines.length === 1, 5000);
  write(good);
  await until('its end', () => lines.length === 2, 5000);
  await followed.close();
  expect(lines[1]).toBe('the configuration file is good again: nothing has changed');
});
