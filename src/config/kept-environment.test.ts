import { expect, test } from 'vitest';
import { keptEnvironment, says, takeOver } from './kept-environment.ts';

test('known settings are kept with absolute paths; secrets by their names only, the data folder and foreign keys not', () => {
  const given = {
    DROVER_PORT: ' 4300 ',
    DROVER_HOST: '',
    DROVER_CONFIG: './herd.ts',
    DROVER_DATA: 'data',
    DROVER_DB_URL: 'sqlite:my.db',
    DROVER_BLOBS_URL: 'file:///blobs',
    DROVER_BROKER_URL: 'amqp://me:hunter22@mq',
    DROVER_ADMIN_TOKEN: 'x',
    DROVER_SECRET_KEY_FILE: 'key',
    DROVER_TOKEN: 'mine',
    PATH: '/bin',
  };
  expect(keptEnvironment(given, '/herd')).toEqual({
    values: {
      DROVER_PORT: '4300',
      DROVER_CONFIG: '/herd/herd.ts',
      DROVER_DB_URL: 'sqlite:/herd/my.db',
      DROVER_BLOBS_URL: 'file:///blobs',
      DROVER_SECRET_KEY_FILE: '/herd/key',
    },
    secrets: ['DROVER_BROKER_URL', 'DROVER_ADMIN_TOKEN'],
  });
});

test('what the environment says counts, also by a file or that it is empty; its relative paths keep their meaning', () => {
  const env: Record<string, string | undefined> = {
    DROVER_PORT: '',
    DROVER_PREFIX_FILE: 'prefix',
    LOG_PATH: 'logs',
    HOME: 'home',
  };
  const values = { DROVER_PORT: '1', DROVER_PREFIX: 'a', DROVER_HOST: '::1', LOG_PATH: '/x' };
  expect(takeOver(env, '/here', { values, secrets: [] })).toEqual(['DROVER_HOST']);
  expect(env).toEqual({
    DROVER_PORT: '',
    DROVER_PREFIX_FILE: '/here/prefix',
    DROVER_HOST: '::1',
    LOG_PATH: '/here/logs',
    HOME: 'home',
  });
  expect(says(env, 'DROVER_PREFIX')).toBe(true);
  expect(says(env, 'DROVER_DB_URL')).toBe(false);
});
