/** What the environment says of the exec API and its engine. */
import { isIP } from 'node:net';
import type { EnvironmentKey } from './environment-keys.ts';
import type { EnvironmentValues } from './environment-values.ts';
import type { Settings } from './settings.ts';

/** Waits between two queries, in seconds, that engines were made for. */
const advisedQuerySeconds = { min: 3, max: 10 };
/** A key with fewer characters is no secret. */
const leastKeyLength = 32;

/** The installation key. A short one is a fault: it would protect nothing. */
export function readSecretKey(values: EnvironmentValues): string | null {
  const key = values.formed('DROVER_SECRET_KEY', 1024);
  if (key === undefined) return null;
  if (key.length < leastKeyLength) values.fault('DROVER_SECRET_KEY', 'short_key', { min: leastKeyLength });
  return key;
}

/** Addresses and networks between commas, such as `10.0.0.0/8, ::1`, each as a network. */
export function readNetworks(values: EnvironmentValues, key: EnvironmentKey): string[] | undefined {
  const given = values.text(key);
  if (given === undefined) return undefined;
  const networks: string[] = [];
  for (const part of given.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [address = '', bits, ...more] = part.split('/');
    const widest = isIP(address) === 4 ? 32 : 128;
    const prefix = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    if (isIP(address) !== 0 && more.length === 0 && prefix <= widest) networks.push(`${address}/${prefix}`);
    else values.fault(key, 'not_network', { found: part.slice(0, 60) });
  }
  return networks;
}

/** The engine's addresses and times. What can't work is warned of here and told to callers when it is used. */
export function readEngine(values: EnvironmentValues): Settings['engine'] {
  const querySeconds = values.whole('XIAOWU_RPA_TASK_QUERY_INTERVAL', 1, 3600) ?? 10;
  const { min, max } = advisedQuerySeconds;
  if (querySeconds < min || querySeconds > max)
    values.warning('XIAOWU_RPA_TASK_QUERY_INTERVAL', 'query_interval', { min, max });
  return {
    createUrl: readAddress(values, 'XIAOWU_RPA_TASK_CREATE_URL'),
    queryUrl: readAddress(values, 'XIAOWU_RPA_TASK_QUERY_URL'),
    timeoutSeconds: values.whole('XIAOWU_RPA_TIMEOUT', 1, 7 * 24 * 3600) ?? 300,
    pingSeconds: values.whole('XIAOWU_RPA_PING_INTERVAL', 1, 3600) ?? 3,
    querySeconds,
  };
}

function readAddress(
  values: EnvironmentValues,
  key: 'XIAOWU_RPA_TASK_CREATE_URL' | 'XIAOWU_RPA_TASK_QUERY_URL',
): string | null {
  const given = values.text(key);
  if (given === undefined) return null;
  const url = URL.parse(given);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) values.warning(key, 'engine_address');
  return given;
}
