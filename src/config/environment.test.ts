import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFaults } from './describe-faults.ts';
import { readEnvironment } from './environment.ts';
import type { Environment } from './environment-values.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-env-'));
  writeFileSync(join(folder, 'token'), '  a-secret-of-some-length\n');
  writeFileSync(join(folder, 'empty'), '\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function settingsOf(env: Environment) {
  const reading = readEnvironment(env, folder);
  if (!reading.ok) throw new Error(describeFaults(reading.faults, 'en'));
  return reading.settings;
}

function faultsOf(env: Environment): string[] {
  const reading = readEnvironment(env, folder);
  return reading.ok ? [] : describeFaults(reading.faults, 'en').split('\n');
}

function warningsOf(env: Environment): string[] {
  const reading = readEnvironment(env, folder);
  return reading.ok && reading.warnings.length > 0 ? describeFaults(reading.warnings, 'en').split('\n') : [];
}

describe('readEnvironment', () => {
  it('has a default for everything', () => {
    expect(settingsOf({ PATH: '/bin', DROVER_PORT: '' })).toEqual({
      host: '127.0.0.1',
      port: 4200,
      publicUrl: null,
      dataFolder: join(folder, '.drover'),
      configPath: join(folder, 'drover.config.ts'),
      configNamed: false,
      database: { kind: 'sqlite', path: join(folder, '.drover/drover.db') },
      broker: { kind: 'embedded' },
      blobs: { kind: 'folder', path: join(folder, '.drover/blobs') },
      prefix: 'rpa',
      adminToken: null,
      secretKey: null,
      exec: { allow: ['127.0.0.0/8', '::1/128'], trustedProxies: [] },
      engine: { createUrl: null, queryUrl: null, timeoutSeconds: 300, pingSeconds: 3, querySeconds: 10 },
      service: { name: 'drover', sub: 'rpa', location: 'local' },
      timezone: 'Asia/Shanghai',
      leaseSeconds: 15,
      retention: { days: 90, runs: 1_000_000, blobDays: 14 },
      node: {
        serverUrl: null,
        token: null,
        name: null,
        slots: null,
        engineSlots: null,
        tags: null,
        pools: null,
      },
      log: { level: 'info', folder: join(folder, '.drover/logs') },
    });
  });

  it('reads every key', () => {
    const env = {
      DROVER_HOST: '0.0.0.0',
      DROVER_PORT: '0',
      DROVER_PUBLIC_URL: 'https://rpa.example.test/drover/',
      DROVER_DATA: 'data',
      DROVER_CONFIG: '/etc/drover/drover.config.yaml',
      DROVER_DB_URL: 'sqlite:db/x.db',
      DROVER_BROKER_URL: 'embedded',
      DROVER_BLOBS_URL: 'file:///var/blobs',
      DROVER_PREFIX: 'shop-rpa',
      DROVER_ADMIN_TOKEN_FILE: 'token',
      DROVER_SECRET_KEY: 'a-key-of-at-least-thirty-two-characters',
      DROVER_EXEC_ALLOW: '10.0.0.0/8, 192.168.1.7, ::1',
      DROVER_TRUSTED_PROXIES: '10.0.0.2',
      DROVER_ENGINE_SLOTS: '40',
      XIAOWU_RPA_TASK_CREATE_URL: 'https://engine.example.test/create',
      XIAOWU_RPA_TASK_QUERY_URL: 'https://engine.example.test/tasks',
      XIAOWU_RPA_TIMEOUT: '60',
      XIAOWU_RPA_PING_INTERVAL: '5',
      XIAOWU_RPA_TASK_QUERY_INTERVAL: '4',
      SERVICE_NAME: 'herd',
      SERVICE_SUB: 'sub',
      SERVICE_LOCATION: 'hf',
      DROVER_TIMEZONE: 'europe/berlin',
      DROVER_LEASE_SECONDS: '30',
      DROVER_RETENTION_DAYS: '7',
      DROVER_RETENTION_RUNS: '5000',
      DROVER_RETENTION_BLOB_DAYS: '3',
      DROVER_SERVER_URL: 'ws://10.0.0.1:4200/',
      DROVER_NODE_TOKEN: 'another-long-secret',
      DROVER_NODE_NAME: '一号机',
      DROVER_NODE_SLOTS: '12',
      DROVER_NODE_TAGS: 'win, 影刀,',
      DROVER_NODE_POOLS: 'default,orders',
      LOG_LEVEL: 'DEBUG',
      LOG_PATH: '/var/log/drover',
      KAFKA_ENABLE: 'Off',
    };
    expect(settingsOf(env)).toEqual({
      host: '0.0.0.0',
      port: 0,
      publicUrl: 'https://rpa.example.test/drover',
      dataFolder: join(folder, 'data'),
      configPath: '/etc/drover/drover.config.yaml',
      configNamed: true,
      database: { kind: 'sqlite', path: join(folder, 'db/x.db') },
      broker: { kind: 'embedded' },
      blobs: { kind: 'folder', path: '/var/blobs' },
      prefix: 'shop-rpa',
      adminToken: 'a-secret-of-some-length',
      secretKey: 'a-key-of-at-least-thirty-two-characters',
      exec: { allow: ['10.0.0.0/8', '192.168.1.7/32', '::1/128'], trustedProxies: ['10.0.0.2/32'] },
      engine: {
        createUrl: 'https://engine.example.test/create',
        queryUrl: 'https://engine.example.test/tasks',
        timeoutSeconds: 60,
        pingSeconds: 5,
        querySeconds: 4,
      },
      service: { name: 'herd', sub: 'sub', location: 'hf' },
      timezone: 'Europe/Berlin',
      leaseSeconds: 30,
      retention: { days: 7, runs: 5000, blobDays: 3 },
      node: {
        serverUrl: 'ws://10.0.0.1:4200',
        token: 'another-long-secret',
        name: '一号机',
        slots: 12,
        engineSlots: 40,
        tags: ['win', '影刀'],
        pools: ['default', 'orders'],
      },
      log: { level: 'debug', folder: '/var/log/drover' },
    });
    expect(warningsOf(env)).toEqual([]);
  });

  it('is frozen to its leaves', () => {
    const settings = settingsOf({ DROVER_NODE_TAGS: 'a' });
    expect(
      Object.isFrozen(settings) && Object.isFrozen(settings.retention) && Object.isFrozen(settings.node.tags),
    ).toBe(true);
  });

  it('lists all faults at once', () => {
    expect(
      faultsOf({
        DROVER_PORT: '99999',
        DROVER_PUBLIC_URL: 'rpa.example.test',
        DROVER_DB_URL: 'mysql://root:secret@db/drover',
        DROVER_BROKER_URL: 'nats://guest:secret@mq',
        DROVER_BLOBS_URL: 's3://bucket',
        DROVER_TIMEZONE: 'Asia/Shangai',
        DROVER_LEASE_SECONDS: '15s',
        DROVER_NODE_SLOTS: '-1',
        LOG_LEVEL: 'verbos',
        OTLP_ENABLE: 'perhaps',
      }),
    ).toEqual([
      '1. DROVER_PORT: must be a whole number from 0 to 65535',
      '2. DROVER_PUBLIC_URL: must be an address that begins with http://, https://',
      '3. DROVER_DB_URL: this build has no adapter for mysql; it offers sqlite:PATH',
      '4. DROVER_BROKER_URL: this build has no adapter for nats; it offers embedded, amqp, amqps',
      '5. DROVER_BLOBS_URL: this build has no adapter for s3; it offers file:PATH',
      '6. DROVER_TIMEZONE: is not a time zone such as Asia/Shanghai; did you mean "Asia/Shanghai"?',
      '7. DROVER_LEASE_SECONDS: must be a whole number from 8 to 600',
      '8. DROVER_NODE_SLOTS: must be a whole number from 0 to 10000',
      '9. LOG_LEVEL: must be one of: trace, debug, info, warn, error, fatal, silent',
      '10. OTLP_ENABLE: must be true, 1, yes, on or false, 0, no, off',
    ]);
  });

  it.each<[Environment, string]>([
    [{ DROVER_ADMIN_TOKEN_FILE: 'none' }, '1. DROVER_ADMIN_TOKEN_FILE: cannot read the file none: ENOENT'],
    [{ DROVER_ADMIN_TOKEN_FILE: 'empty' }, '1. DROVER_ADMIN_TOKEN_FILE: cannot read the file empty: empty'],
    [
      { DROVER_ADMIN_TOKEN: 'x', DROVER_ADMIN_TOKEN_FILE: 'token' },
      '1. DROVER_ADMIN_TOKEN: is given twice: as DROVER_ADMIN_TOKEN and as DROVER_ADMIN_TOKEN_FILE',
    ],
    [
      { DROVER_ADMIN_TOKEN: 'two words' },
      '1. DROVER_ADMIN_TOKEN: must not hold spaces or control characters',
    ],
    [{ DROVER_TIMEZONE: '+08:00' }, '1. DROVER_TIMEZONE: is not a time zone such as Asia/Shanghai'],
    [
      { DROVER_PREFIX: '1x' },
      '1. DROVER_PREFIX: must begin with a letter and have at most 32 letters, digits or _ . -',
    ],
    [{ DROVER_NODE_TAGS: 'a b' }, '1. DROVER_NODE_TAGS: must be 1 to 64 letters, digits or _ . : = -'],
    [
      { DROVER_REDIS_URL: 'redis://x' },
      '1. DROVER_REDIS_URL: this build has no adapter for redis; it offers one server without it',
    ],
  ])('refuses %j', (env, fault) => {
    expect(faultsOf(env)).toEqual([fault]);
  });

  it('accepts UTC, and a database in memory', () => {
    expect(settingsOf({ DROVER_TIMEZONE: 'UTC' }).timezone).toBe('UTC');
    expect(settingsOf({ DROVER_DB_URL: 'sqlite::memory:' }).database.path).toBe(':memory:');
    expect(settingsOf({ DROVER_DB_URL: 'sqlite:///srv/x.db' }).database.path).toBe('/srv/x.db');
  });

  it('warns of keys that do nothing', () => {
    expect(
      warningsOf({
        DROVER_PROT: '1',
        DROVER_PORT_FILE: '',
        DROVER_BROWSERS_MAX: '3',
        DROVER_TOKEN: 'cli',
        DROVER_PARAMS_FILE: '/x',
        KAFKA_ENABLE: 'on',
        DROVER_ADMIN_TOKEN: 'short',
        OTHER_PROT: '1',
      }),
    ).toEqual([
      '1. DROVER_ADMIN_TOKEN: is shorter than 16 characters and can be guessed',
      '2. KAFKA_ENABLE: has no effect in this version',
      '3. DROVER_BROWSERS_MAX: has no effect in this version',
      '4. DROVER_PROT: unknown key, ignored; did you mean "DROVER_PORT"?',
    ]);
  });
});
