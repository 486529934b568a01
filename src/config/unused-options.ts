import { basename } from 'node:path';
import type { Environment } from './environment-values.ts';
import { type ConfigFault, fault } from './fault.ts';
import type { Configuration } from './load.ts';
import { placeOf } from './place.ts';

/**
 * The options given here that are checked, kept and shown, and by which nothing goes yet: each once, at its first place.
 * Where nothing is done with a program's option at all, reading it warns (`unused_key`).
 */
export function unusedOptions(
  { manifest, configPath }: Pick<Configuration, 'manifest' | 'configPath'>,
  env: Environment,
): ConfigFault[] {
  const { flows, shops } = manifest;
  const file = basename(configPath ?? '');
  const option = (part: 'flows' | 'shops', name: string, isGiven: readonly boolean[]): ConfigFault[] => {
    const first = isGiven.indexOf(true);
    if (first < 0) return [];
    const others = isGiven.filter(Boolean).length - 1;
    const place = placeOf([part, first, name], file, manifest);
    return [others === 0 ? fault(place, 'kept_only') : fault(place, 'kept_only_too', { others })];
  };
  const names = ['SERVICE_NAME', 'SERVICE_NAME_FILE'].filter((key) => (env[key] ?? '') !== '');
  return [
    ...option(
      'flows',
      'manualMinutes',
      flows.map(({ manualMinutes }) => manualMinutes !== null),
    ),
    ...option(
      'flows',
      'expected',
      flows.map(({ expected }) => expected !== null),
    ),
    ...option(
      'shops',
      'settings',
      shops.map(({ settings }) => Object.keys(settings).length > 0),
    ),
    ...names.map((key) => fault(key, 'checked_only')),
  ];
}
