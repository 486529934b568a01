import { describe, expect, test } from 'vitest';
import { createSecretMask, environmentSecrets } from './secret-mask.ts';

describe('a line of the log', () => {
  test.each([
    ['{"newAdminToken":"abc","x":1}', '{"newAdminToken":"***","x":1}'],
    ['{"password": "a\\\\b c"}', '{"password": "***"}'],
    ['{"detail":"{\\"api_key\\":\\"k1\\",\\"n\\":2}"}', '{"detail":"{\\"api_key\\":\\"***\\",\\"n\\":2}"}'],
    ['GET /x?access_token=abc&page=2', 'GET /x?access_token=***&page=2'],
    ['Authorization: Bearer abcdefgh.ijk', 'Authorization: Bearer ***'],
    ['mysql://root:hunter2@db:3306/x', 'mysql://root:***@db:3306/x'],
    ['drv_0123456789abcdefXYZ was refused', 'drv_*** was refused'],
    ['{"tokens":12,"key":"shop:pdd:1001","msg":"a token is missing"}', null],
    ['{"url":"http://127.0.0.1:4200/api","at":"09:00:05@home"}', null],
  ])('%s', (line, masked) => {
    expect(createSecretMask().mask(line)).toBe(masked ?? line);
  });

  test('values that it was told of are hidden wherever they stand, short ones and none left alone', () => {
    const mask = createSecretMask();
    mask.learn('s3cret"value', null, undefined, '', 'short');
    const line = JSON.stringify({ msg: 'asked with s3cret"value', short: 'short' });
    expect(mask.mask(line)).toBe('{"msg":"asked with ***","short":"short"}');
  });
});

test('secrets of an environment are those that are named so', () => {
  const env = {
    DROVER_ADMIN_TOKEN: 'a',
    DB_PASSWORD: 'b',
    PATH: 'c',
    DROVER_ADMIN_TOKEN_FILE: 'd',
    API_KEY: 'e',
    PWD: '/home/f',
    OLDPWD: '/home/g',
    DB_PWD: 'h',
  };
  expect(environmentSecrets(env)).toEqual(['a', 'b', 'e', 'h']);
});
