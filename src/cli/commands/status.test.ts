import { Command } from 'commander';
import { expect, test } from 'vitest';
import { testCaller } from '../../../test/support/test-caller.ts';
import { said } from '../../domain/refusals/said.ts';
import type { ServiceStatus } from '../service/service-status.ts';
import { createShell } from '../shell.ts';
import { statusText } from './status.ts';

const maintenance = { since: '2026-11-29T00:00:00Z', by: 'ada', note: 'new disk' };
const away = said('broker_away', { address: 'mq', detail: 'ECONNREFUSED' });
const status: ServiceStatus = {
  ...{ condition: 'running', dataFolder: '/data', logFolder: '/logs', pid: 1, url: 'http://x', version: '1' },
  ...{ startedAt: null, uptimeMs: null, lastLoggedAt: null, nodePid: null, nodes: [] },
  readiness: {
    status: 'degraded',
    checks: [
      { name: 'store', ok: true, detail: 'ok', words: said('part_well') },
      { name: 'broker', ok: false, detail: away.en, words: away },
      // Of a server that knows one language.
      { name: 'config', ok: false, detail: 'the file has a fault' },
    ],
  },
  system: {
    ...{ version: '1', startedAt: '2026-11-29T00:00:00Z', maintenance, runs: {}, pools: [] },
    ...{ deadLetters: {}, retention: { days: 1, runs: 1, blobDays: 1, last: null } },
  } as unknown as NonNullable<ServiceStatus['system']>, // only what is shown of it
  nextFires: [{ schedule: 'kathmandu', at: '2026-11-29T18:00:00.000Z', zone: 'Asia/Kathmandu' }],
};
test('maintenance mode is told with who turned it on and why', () => {
  expect(textIn('en')).toMatch(/^Maintenance +.* · ada · new disk$/m);
});

const textIn = (language: 'en' | 'zh'): string =>
  statusText(status, createShell(testCaller([]), language, new Command()));

test('the health of each part has its name and words in the language in force', () => {
  expect(textIn('zh')).toContain(
    '数据库 正常, 消息代理异常：连接不到 RabbitMQ（mq，ECONNREFUSED）：任务仍会被接受，不需要消息的会继续, 配置异常：the file has a fault\n',
  );
  expect(textIn('en')).toContain(`store ok, broker: ${away.en}, config: the file has a fault\n`);
});

test('a slot to come is shown in the zone of its schedule, which is named', () => {
  expect(textIn('en')).toMatch(/^Next +2026-11-29 23:45:00 Asia\/Kathmandu kathmandu$/m);
});
