import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean } from '../domain/did-you-mean.ts';
import { readEngine, readNetworks, readSecretKey } from './environment-engine.ts';
import { environmentKeys, foreignKeys, laterKeys } from './environment-keys.ts';
import { type Environment, EnvironmentValues } from './environment-values.ts';
import { type ConfigFault, FaultSink } from './fault.ts';
import { freezeDeep } from './freeze-deep.ts';
import { type LogLevel, logLevels, type Settings } from './settings.ts';
import { poolForm, prefixForm, tagForm } from './text-forms.ts';

/** The environment as read: whole, or with every fault found in it. */
export type EnvironmentReading =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly ConfigFault[] }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** The default of `DROVER_CONFIG`. */
export const defaultConfigName = 'drover.config.ts';

/** A token shorter than this is warned of. */
const safeTokenLength = 16;

/**
 * Reads every key of the environment that this version knows, each also from the file that `KEY_FILE` names. Unknown
 * `DROVER_…` keys are warned of. Relative paths start at `folder`, the process's working folder. The settings are frozen.
 */
export function readEnvironment(env: Environment, folder: string): EnvironmentReading {
  const sink = new FaultSink();
  const values = new EnvironmentValues(env, folder, sink);
  const dataFolder = values.path('DROVER_DATA') ?? values.absolute('.drover');
  const configPath = values.path('DROVER_CONFIG');
  const settings: Settings = {
    host: values.formed('DROVER_HOST', 253) ?? '127.0.0.1',
    port: values.whole('DROVER_PORT', 0, 65_535) ?? 4200,
    publicUrl: values.url('DROVER_PUBLIC_URL', ['http:', 'https:']) ?? null,
    dataFolder,
    configPath: configPath ?? values.absolute(defaultConfigName),
    configNamed: configPath !== undefined,
    database: { kind: 'sqlite', path: readDatabasePath(values) ?? join(dataFolder, 'drover.db') },
    broker: readBroker(values),
    blobs: { kind: 'folder', path: readBlobsPath(values) ?? join(dataFolder, 'blobs') },
    prefix: values.formed('DROVER_PREFIX', 32, prefixForm) ?? 'rpa',
    adminToken: readToken(values, 'DROVER_ADMIN_TOKEN'),
    secretKey: readSecretKey(values),
    exec: {
      allow: readNetworks(values, 'DROVER_EXEC_ALLOW') ?? ['127.0.0.0/8', '::1/128'],
      trustedProxies: readNetworks(values, 'DROVER_TRUSTED_PROXIES') ?? [],
    },
    engine: readEngine(values),
    service: {
      name: values.formed('SERVICE_NAME', 64) ?? 'drover',
      sub: values.formed('SERVICE_SUB', 16) ?? 'rpa',
      location: values.formed('SERVICE_LOCATION', 32) ?? 'local',
    },
    timezone: readTimezone(values) ?? 'Asia/Shanghai',
    // Nodes stop 2 s before and renew every 3 s: less would leave no room for one late renewal.
    leaseSeconds: values.whole('DROVER_LEASE_SECONDS', 8, 600) ?? 15,
    retention: {
      days: values.whole('DROVER_RETENTION_DAYS', 1, 36_500) ?? 90,
      runs: values.whole('DROVER_RETENTION_RUNS', 1000, 1_000_000_000) ?? 1_000_000,
      blobDays: values.whole('DROVER_RETENTION_BLOB_DAYS', 1, 36_500) ?? 14,
    },
    node: {
      serverUrl: values.url('DROVER_SERVER_URL', ['http:', 'https:', 'ws:', 'wss:']) ?? null,
      token: readToken(values, 'DROVER_NODE_TOKEN'),
      name: values.formed('DROVER_NODE_NAME', 128) ?? null,
      slots: values.whole('DROVER_NODE_SLOTS', 0, 10_000) ?? null,
      engineSlots: values.whole('DROVER_ENGINE_SLOTS', 0, 10_000) ?? null,
      tags: values.names('DROVER_NODE_TAGS', tagForm) ?? null,
      pools: values.names('DROVER_NODE_POOLS', poolForm) ?? null,
    },
    log: {
      level: values.oneOf<LogLevel>('LOG_LEVEL', logLevels) ?? 'info',
      folder: values.path('LOG_PATH') ?? join(dataFolder, 'logs'),
    },
  };
  for (const key of ['OTLP_ENABLE', 'KAFKA_ENABLE'] as const) {
    if (values.switch(key) === true) values.warning(key, 'unused_key');
  }
  if (values.text('DROVER_REDIS_URL') !== undefined) {
    values.fault('DROVER_REDIS_URL', 'no_adapter', { scheme: 'redis', offered: 'one server without it' });
  }
  warnOfKeys(env, sink);
  if (sink.faults.length > 0) return { ok: false, faults: sink.faults };
  return { ok: true, settings: freezeDeep(settings), warnings: sink.warnings };
}

/** Path of `sqlite:PATH`; other databases have no adapter here. */
function readDatabasePath(values: EnvironmentValues): string | undefined {
  const given = values.text('DROVER_DB_URL');
  if (given === undefined) return undefined;
  const [, path] = /^sqlite:(?:\/\/)?(.+)$/.exec(given) ?? [];
  if (path === undefined)
    values.fault('DROVER_DB_URL', 'no_adapter', { scheme: schemeOf(given), offered: 'sqlite:PATH' });
  return path === undefined || path === ':memory:' ? path : values.absolute(path);
}

function readBroker(values: EnvironmentValues): Settings['broker'] {
  const given = values.text('DROVER_BROKER_URL');
  if (given === undefined || given === 'embedded') return { kind: 'embedded' };
  if (!/^amqps?:/.test(given)) {
    values.fault('DROVER_BROKER_URL', 'no_adapter', {
      scheme: schemeOf(given),
      offered: 'embedded, amqp, amqps',
    });
    return { kind: 'embedded' };
  }
  const url = URL.parse(given);
  if (url === null || url.hostname === '' || !optionsFit(url.searchParams)) {
    values.fault('DROVER_BROKER_URL', 'not_url', {
      schemes: 'amqp://, amqps:// (with ?queues=classic|quorum&management=http://…|off)',
    });
  }
  return { kind: 'rabbitmq', url: given };
}

/** Whether the options of a broker's address are ones that its adapter knows. */
function optionsFit(options: URLSearchParams): boolean {
  const management = options.get('management');
  return (
    ['classic', 'quorum', null].includes(options.get('queues')) &&
    (management === null || management === 'off' || /^https?:\/\/./.test(management))
  );
}

/** Path of `file:PATH` or `file:///PATH`; other stores have no adapter here. */
function readBlobsPath(values: EnvironmentValues): string | undefined {
  const given = values.text('DROVER_BLOBS_URL');
  if (given === undefined) return undefined;
  const [, path] = /^file:(.+)$/.exec(given) ?? [];
  if (path === undefined) {
    values.fault('DROVER_BLOBS_URL', 'no_adapter', { scheme: schemeOf(given), offered: 'file:PATH' });
    return undefined;
  }
  if (!path.startsWith('//')) return values.absolute(path);
  try {
    return fileURLToPath(given);
  } catch {
    values.fault('DROVER_BLOBS_URL', 'not_url', { schemes: 'file:///' });
    return undefined;
  }
}

function readToken(
  values: EnvironmentValues,
  key: 'DROVER_ADMIN_TOKEN' | 'DROVER_NODE_TOKEN',
): string | null {
  const token = values.formed(key, 512);
  if (token === undefined) return null;
  // It travels in an HTTP header.
  if (!/^[\x21-\x7e]+$/.test(token)) values.fault(key, 'token_characters');
  else if (token.length < safeTokenLength) values.warning(key, 'short_token');
  return token;
}

/** An IANA name that this Node knows, in its usual writing. */
function readTimezone(values: EnvironmentValues): string | undefined {
  const given = values.text('DROVER_TIMEZONE');
  if (given === undefined) return undefined;
  const known = Intl.supportedValuesOf('timeZone');
  try {
    if (/^[+-]/.test(given)) throw new RangeError('an offset is not a zone');
    // Names that were merged into others (Asia/Calcutta) and UTC are known, yet not listed.
    new Intl.DateTimeFormat('en', { timeZone: given });
    return known.find((zone) => zone.toLowerCase() === given.toLowerCase()) ?? given;
  } catch {
    values.fault('DROVER_TIMEZONE', 'not_timezone', {}, didYouMean(given, known));
    return undefined;
  }
}

function warnOfKeys(env: Environment, sink: FaultSink): void {
  const known: readonly string[] = [...environmentKeys, ...laterKeys, ...foreignKeys];
  for (const key of Object.keys(env).sort()) {
    const name = key.replace(/_FILE$/, '');
    if (!key.startsWith('DROVER_') || env[key] === undefined) continue;
    if (laterKeys.includes(name)) sink.warning(key, 'unused_key');
    else if (!known.includes(name) && !known.includes(key))
      sink.warning(key, 'unknown_key', {}, didYouMean(name, known));
  }
}

/** What stands before the colon of an address; nothing of what follows, which may hold a password. */
function schemeOf(address: string): string {
  return /^([a-z][a-z0-9+.-]{0,15}):/i.exec(address)?.[1] ?? 'this';
}
